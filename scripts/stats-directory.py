"""Prints the directory of a statistics segment, for test/golden/stats-directory-v26.06.txt.

Usage: stats-directory.py /run/vpp/stats.sock

One line for each entry, in order: the type, the name, and
  simple, combined   the number of threads x the number of counters
  names              the names; - for one that is not set
  symlink            = the entry and the column
Of the errors only those of the nodes that the simulator has are printed, and
* in place of what depends on the others.

The file has such a list after the start of a VPP 26.06 with
`statseg { per-node-counters off }`, and after each command that it names the
lines that are not in the first list.
"""

import array
import mmap
import os
import re
import socket
import struct
import sys

TYPES = ("illegal scalar simple combined names empty symlink histogram ring "
         "gauge").split()
NODES = re.compile(r"/err/(null-node|sr-(pl-rewrite|localsid)[^/]*|ip[46]-input"
                   r"|ip[46]-local|ethernet-input|(local0|loop.)-output)/")
ERRORS = "/node/errors"


def receive(path: str) -> mmap.mmap:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.connect(path)
        _, ancillary, _, _ = connection.recvmsg(1, socket.CMSG_LEN(4))
    descriptor, = array.array("i", ancillary[0][2])
    size = os.fstat(descriptor).st_size
    return mmap.mmap(descriptor, size, mmap.MAP_SHARED, mmap.PROT_READ)


def main() -> None:
    segment = receive(sys.argv[1])
    _, base, _, _, directory = struct.unpack_from("<5Q", segment, 0)

    def length(address: int) -> int:
        return struct.unpack_from("<I", segment, address - base - 8)[0]

    def text(address: int) -> str:
        if address == 0:
            return "-"
        at = address - base
        return segment[at:at + length(address) - 1].decode()

    entries = []
    for index in range(length(directory)):
        kind, value, name = struct.unpack_from(
            "<I4xQ128s", segment, directory - base + 144 * index)
        entries.append((TYPES[kind], value, name.split(b"\0")[0].decode()))
    for kind, value, name in entries:
        if name.startswith("/err/") and not NODES.match(name):
            continue
        line = [kind, name] if name else [kind]
        if kind in ("simple", "combined", "names"):
            inner = struct.unpack_from(
                f"<{length(value)}Q", segment, value - base)
            line += ([text(each) for each in inner] if kind == "names" else
                     [str(len(inner)), "x",
                      "*" if name == ERRORS else str(length(inner[0]))])
        elif kind == "symlink":
            target = entries[value & 0xffffffff][2]
            line += ["=", target, "*" if target == ERRORS else str(value >> 32)]
        print(*line)


main()
