"""Packs every message with VPP's own Python client: test/golden/vectors-*.

Usage: vectors.py FOLDER FILE            (run by scripts/vectors.mjs)

FOLDER is searched for *.api.json; FILE gets one gzipped JSON object:

  packedBy   the client and its version
  messageId, clientIndex, context
             the numbers in the header of every vector
  vectors    [{name, crc, case, fields, hex}], sorted by name

`hex` is the message from _vl_msg_id on, without the frame of the socket.
`fields` is its JSON form: names in camelCase, without the header and without
the counts of variable arrays; 64-bit integers as text, u8 arrays as hex,
addresses and prefixes as text, an enum as its item, flags as the items from
the lowest bit on (unknown bits as one number at the end), a union as
{"case", "value"}. It comes from the values and not from the bytes, so the
two judge a codec that shares no code with either.

`case` is "1", for values that differ from field to field and are not zero.
Messages with unions have "2", "3"... until every arm has occurred; those of
the modules in EXTREMES also have "lowest" and "highest".

The client sets limits. It wants a NUL at the end of fixed text, so none fills
its field. It packs f64 in the byte order of the host, as VPP does, so this
runs on little-endian hosts only. A `limit` option of fixed text would make it
pack too few bytes; no message of 26.06 has one.
"""

import gzip
import json
import pathlib
import sys
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from vpp_papi.vpp_papi import VPPApiJSONFiles

from samples.fields import Hashed, Highest, Lowest, Source
from samples.messages import Maker
from samples.schema import Field, Schema, parse_fields

MESSAGE_ID = 0x0102
CLIENT_INDEX = 0x80000001
CONTEXT = 0x11223344
HEADER = {"_vl_msg_id": MESSAGE_ID, "client_index": CLIENT_INDEX,
          "context": CONTEXT}

EXTREMES = {"flow", "interface", "ip", "ip_neighbor", "memclnt", "sr", "vpe"}


def body(message: list) -> list[Field]:
    """The fields of a message behind its header, which is in this order."""
    fields = parse_fields(message)
    for name in HEADER:
        if fields and fields[0].name == name:
            fields.pop(0)
    return fields


def cases(schema: Schema, name: str) -> dict[str, Source]:
    """The vectors of a message by name."""
    inner = [schema.arms(f.type) for f in parse_fields(schema.messages[name])]
    found: dict[str, Source] = {str(n): Hashed(n)
                                for n in range(1, max(inner) + 1)}
    if schema.modules[name] in EXTREMES:
        found |= {"lowest": Lowest(), "highest": Highest()}
    return found


def vectors(schema: Schema,
            packers: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The vectors of all messages."""
    for name, message in sorted(schema.messages.items()):
        for case, values in cases(schema, name).items():
            papi, fields = Maker(schema, values).block(name, body(message))
            packed = packers[name].pack(HEADER | papi)
            yield {"name": name, "crc": message[-1]["crc"][2:], "case": case,
                   "fields": fields, "hex": packed.hex()}


def main(folder: pathlib.Path, file: pathlib.Path) -> None:
    if sys.byteorder != "little":
        sys.exit("vectors need a little-endian host")
    schema = Schema(folder)
    if not schema.messages:
        sys.exit(f"{folder}: no .api.json file")
    _, packers, _ = VPPApiJSONFiles.load_api(apidir=str(folder))
    packed = list(vectors(schema, packers))
    golden = {
        "packedBy": f"vpp_papi {version('vpp_papi')}",
        "messageId": MESSAGE_ID,
        "clientIndex": CLIENT_INDEX,
        "context": CONTEXT,
        "vectors": packed,
    }
    text = json.dumps(golden, ensure_ascii=False, separators=(",", ":"))
    file.parent.mkdir(parents=True, exist_ok=True)
    with (file.open("wb") as raw,
          gzip.GzipFile("", "wb", 9, raw, mtime=0) as zipped):
        zipped.write(text.encode())
    print(f"{file}: {len(packed)} vectors of "
          f"{len(schema.messages)} messages, "
          f"{file.stat().st_size} bytes")


main(*map(pathlib.Path, sys.argv[1:3]))
