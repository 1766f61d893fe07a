"""The definitions of a folder of .api.json files; types have bare names.

The module shares no code with src/schema, so that the vectors can check it.
"""

import json
import pathlib
import re
from typing import Any, NamedTuple

# name -> (signed, bits)
INTEGERS = {f"{sign}{bits}": (sign == "i", bits)
            for sign in "ui" for bits in (8, 16, 32, 64)}


class Field(NamedTuple):
    """A field of a message, typedef or union.

    `size` is None for a single value, the number of elements of an array, or
    the number of bytes of fixed text. It is 0 for variable arrays and text:
    the count is in a field of the same block (`counted_by`) or, for text, in
    a length before the text.
    """

    type: str
    name: str
    size: int | None
    counted_by: str | None
    options: dict[str, Any]


class Schema:
    """All messages and types of all modules."""

    def __init__(self, folder: pathlib.Path):
        self.messages: dict[str, list] = {}
        self.modules: dict[str, str] = {}
        self.typedefs: dict[str, list[Field]] = {}
        self.unions: dict[str, list[Field]] = {}
        self.enums: dict[str, list] = {}
        self.flags: dict[str, list] = {}
        self.aliases: dict[str, Field] = {}
        for path in sorted(folder.glob("**/*.api.json")):
            self._add(json.loads(path.read_text()))

    def _add(self, api: dict[str, Any]) -> None:
        # Every file repeats its imported types with the same definition.
        self.messages |= {m[0]: m for m in api["messages"]}
        self.modules |= {m[0]: api["module"] for m in api["messages"]}
        self.typedefs |= {t[0]: parse_fields(t) for t in api["types"]}
        self.unions |= {t[0]: parse_fields(t) for t in api["unions"]}
        self.enums |= {t[0]: t for t in api["enums"]}
        self.flags |= {t[0]: t for t in api["enumflags"]}
        self.aliases |= {name: parse_field([a["type"], name, *length(a)])
                         for name, a in api["aliases"].items()}

    def items(self, enum: str) -> dict[str, int]:
        """Returns the items of an enum or of flags, and their values."""
        definition = self.enums.get(enum) or self.flags[enum]
        return {i[0]: i[1] for i in definition[1:] if isinstance(i, list)}

    def integer_of(self, enum: str) -> str:
        """Returns the integer type of an enum or of flags."""
        definition = self.enums.get(enum) or self.flags[enum]
        return definition[-1]["enumtype"]

    def discriminator(self, union: Field, block: list[Field]) -> str | None:
        """Returns the name of the field that selects the arm, or None."""
        if "discriminator" in union.options:
            return union.options["discriminator"]
        case = self.unions[union.type][0].options["case"]
        for field in block[:block.index(union)]:
            if field.type in self.enums and case in self.items(field.type):
                return field.name
        return None

    def width(self, type_name: str) -> int:
        """Returns the size in bytes of a type without variable parts."""
        if type_name in INTEGERS:
            return INTEGERS[type_name][1] // 8
        if type_name in ("bool", "string"):
            return 1
        if type_name == "f64":
            return 8
        if type_name in self.enums or type_name in self.flags:
            return self.width(self.integer_of(type_name))
        if type_name in self.aliases:
            return self._field_width(self.aliases[type_name])
        if type_name in self.unions:
            return max(map(self._field_width, self.unions[type_name]))
        return sum(map(self._field_width, self.typedefs[type_name]))

    def _field_width(self, field: Field) -> int:
        count = 1 if field.size is None else field.size
        return count * self.width(field.type)

    def arms(self, type_name: str) -> int:
        """Returns the maximum number of arms of a union in a type, or 1."""
        inner = self.typedefs.get(type_name, [])
        if type_name in self.unions:
            inner = self.unions[type_name]
        below = max((self.arms(f.type) for f in inner), default=1)
        return max(below, len(self.unions.get(type_name, [])))


def length(alias: dict[str, Any]) -> list[int]:
    return [alias["length"]] if "length" in alias else []


def parse_fields(definition: list) -> list[Field]:
    """Returns the fields of a message, typedef or union."""
    return [parse_field(f) for f in definition[1:] if isinstance(f, list)]


def parse_field(entry: list) -> Field:
    options = entry[-1] if isinstance(entry[-1], dict) else {}
    type_name, name, *array = [x for x in entry if not isinstance(x, dict)]
    size, counted_by, *_ = [*array, None, None]
    type_name = re.sub("^vl_api_(.*)_t$", r"\1", type_name)
    return Field(type_name, name, size, counted_by, options)
