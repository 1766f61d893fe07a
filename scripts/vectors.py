"""Encodes every message with VPP's own Python client: test/golden/vectors-*.

Usage: vectors.py FOLDER FILE            (run by scripts/vectors.mjs)

The program reads all *.api.json files in FOLDER, at any depth, and writes one
gzipped JSON object to FILE:

  packedBy   the client and its version
  messageId, clientIndex, context
             the numbers in the header of every vector
  vectors    [{name, crc, case, fields, hex}], sorted by name

`hex` is the message from _vl_msg_id on, without the frame header of the
socket. `fields` is its JSON form: names in camelCase, without the header and
without the counts of variable arrays; 64-bit integers as text, u8 arrays as
hex, addresses and prefixes as text, an enum as its item, flags as the items
from the lowest bit on (unknown bits as one number at the end), a union as
{"case", "value"}. It is made from the values and not from the bytes, so both
can be compared with a codec that shares no code with this program.

The values of case "1" differ from field to field and are not zero. Messages
with unions also have the cases "2", "3" and so on, one for each arm. Messages
of the modules in EXTREMES also have the cases "lowest" and "highest".

The client has limits. It needs a NUL at the end of fixed text, so no text
fills its field. It encodes f64 in the byte order of the host, as VPP does, so
the program runs on little-endian hosts only. If fixed text had a `limit`
option, it would encode too few bytes; no message of 26.06 has one.
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
    """Returns the fields of a message without its header, whose fields are
    in the order of HEADER."""
    fields = parse_fields(message)
    for name in HEADER:
        if fields and fields[0].name == name:
            fields.pop(0)
    return fields


def cases(schema: Schema, name: str) -> dict[str, Source]:
    """Returns the sources of values for a message, by case."""
    inner = [schema.arms(f.type) for f in parse_fields(schema.messages[name])]
    found: dict[str, Source] = {str(n): Hashed(n)
                                for n in range(1, max(inner) + 1)}
    if schema.modules[name] in EXTREMES:
        found |= {"lowest": Lowest(), "highest": Highest()}
    return found


def vectors(schema: Schema,
            packers: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields the vectors of all messages."""
    for name, message in sorted(schema.messages.items()):
        for case, values in cases(schema, name).items():
            papi, fields = Maker(schema, values).block(name, body(message))
            packed = packers[name].pack(HEADER | papi)
            yield {"name": name, "crc": message[-1]["crc"][2:], "case": case,
                   "fields": fields, "hex": packed.hex()}


def main(folder: pathlib.Path, file: pathlib.Path) -> None:
    if sys.byteorder != "little":
        sys.exit("vectors.py runs on little-endian hosts only")
    schema = Schema(folder)
    if not schema.messages:
        sys.exit(f"{folder}: there are no .api.json files in this folder")
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
