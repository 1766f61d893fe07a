"""Sample values of whole messages."""

import re
from typing import Any, NamedTuple

from vpp_papi.vpp_serializer import vpp_get_type

from .fields import Source
from .schema import INTEGERS, Field, Schema


class Value(NamedTuple):
    """One value in two forms: for the client, and in JSON."""

    papi: Any
    json: Any


class Text(str):
    """Text that the client encodes as UTF-8, other text as ASCII."""

    def encode(self, *_: str) -> bytes:
        return str.encode(self, "utf-8")

    def __len__(self) -> int:
        return len(self.encode())


class Unselected(NamedTuple):
    """An arm of a union that no field of the message selects."""

    arm: Field


# The arm of the next hop of a path, by the path's `proto`, which stands
# before it (VPP src/vnet/fib/fib_api.c, fib_api_path_decode).
NEXT_HOPS = {0: "ip4", 1: "ip6"}


class Maker:
    """Creates whole messages from the values of single fields."""

    def __init__(self, schema: Schema, values: Source):
        self.schema = schema
        self.values = values
        self.proto: int | None = None
        self.texts = {
            "mac_address": values.mac,
            "ip4_address": values.ip4,
            "ip6_address": values.ip6,
            "address": values.address,
            "prefix": self._prefix(values.address),
            "address_with_prefix": self._prefix(values.address),
            "ip4_prefix": self._prefix(values.ip4),
            "ip4_address_with_prefix": self._prefix(values.ip4),
            "ip6_prefix": self._prefix(values.ip6),
            "ip6_address_with_prefix": self._prefix(values.ip6),
        }

    def _prefix(self, address):
        return lambda path: self.values.prefix(path, address(path))

    def block(self, path: str, fields: list[Field]) -> Value:
        """Returns a message without its header, or a typedef."""
        arms = self._arms(fields)
        counts = {f.counted_by for f in fields}
        papi: dict[str, Any] = {}
        json_form: dict[str, Any] = {}
        for field in fields:
            if field.name in counts:
                continue
            value = self._field(f"{path}.{field.name}", field, arms)
            if field.type == "fib_path_nh_proto":
                self.proto = value.papi
            papi[field.name] = value.papi
            json_form[camel(field.name)] = value.json
            if field.counted_by:
                papi[field.counted_by] = len(value.papi)
        return Value(papi, json_form)

    def _arms(self, fields: list[Field]) -> dict[str, Any]:
        """Returns the arm of each union of a block and the value of each
        discriminator, by field name."""
        chosen: dict[str, Any] = {}
        for field in fields:
            if field.type not in self.schema.unions:
                continue
            name = self.schema.discriminator(field, fields)
            chosen[field.name] = self._from_outside(field.type)
            if name:
                enum = next(f.type for f in fields if f.name == name)
                arm, value = self._arm(field.type, self.schema.items(enum))
                chosen |= {field.name: arm, name: value}
        return chosen

    def _arm(self, union: str, items: dict[str, int]):
        arms = self.schema.unions[union]
        by_value = {items[a.options["case"]]: a for a in arms}
        arm = self.values.arm(arms, by_value.get(0))
        return arm, items[arm.options["case"]] if arm else 0

    def _from_outside(self, union: str) -> Field | Unselected:
        """Returns the arm of a union that its block does not select."""
        arms = self.schema.unions[union]
        for arm in arms:
            if arm.name == NEXT_HOPS.get(self.proto):
                return arm
        return Unselected(max(arms, key=lambda a: self.schema.width(a.type)))

    def _field(self, path: str, field: Field, arms: dict) -> Value:
        if field.type == "string":
            room = field.size - 1 if field.size else None
            text = self.values.text(path, room)
            return Value(Text(text), text)
        if field.type in self.schema.unions:
            return self._union(path, field.type, arms[field.name])
        if field.name in arms:
            return self._enum(field.type, arms[field.name])
        if field.size is None:
            return self._value(path, field.type)
        return self._array(path, field)

    def _array(self, path: str, field: Field) -> Value:
        size = field.size or self.values.count(path, field.type)
        if field.type == "u8":
            octets = self.values.octets(path, size)
            return Value(octets, octets.hex())
        items = [self._value(f"{path}[{i}]", field.type) for i in range(size)]
        return Value([i.papi for i in items], [i.json for i in items])

    def _union(self, path: str, union: str,
               arm: Field | Unselected | None) -> Value:
        if arm is None:
            zeros = bytes(self.schema.width(union)).hex()
            return Value({}, {"case": "bytes", "value": zeros})
        if isinstance(arm, Unselected):
            name = arm.arm.name
            papi = {name: self._field(f"{path}.{name}", arm.arm, {}).papi}
            octets = vpp_get_type(f"vl_api_{union}_t").pack(papi)
            return Value(papi, {"case": "bytes", "value": octets.hex()})
        value = self._field(f"{path}.{arm.name}", arm, {})
        return Value({arm.name: value.papi},
                     {"case": camel(arm.name), "value": value.json})

    def _value(self, path: str, type_name: str) -> Value:
        """Returns a single value of any type except text and unions."""
        schema = self.schema
        if type_name in self.texts:
            text = self.texts[type_name](path)
            return Value(text, text)
        if type_name in schema.typedefs:
            return self.block(path, schema.typedefs[type_name])
        if type_name in schema.aliases:
            return self._field(path, schema.aliases[type_name], {})
        if type_name in schema.enums:
            bits = 8 * schema.width(type_name)
            values = list(schema.items(type_name).values())
            return self._enum(type_name, self.values.enum(path, values, bits))
        if type_name in schema.flags:
            return self._flags(path, type_name)
        if type_name == "bool":
            return Value(*[self.values.boolean()] * 2)
        if type_name == "f64":
            return Value(*[self.values.f64(path)] * 2)
        signed, bits = INTEGERS[type_name]
        number = self.values.integer(path, signed, bits)
        return Value(number, str(number) if bits == 64 else number)

    def _enum(self, enum: str, value: int) -> Value:
        names = [n for n, v in self.schema.items(enum).items() if v == value]
        return Value(value, names[0] if names else value)

    def _flags(self, path: str, flags: str) -> Value:
        width = 8 * self.schema.width(flags)
        bits = {v: n for n, v in reversed(self.schema.items(flags).items())
                if v.bit_count() == 1}
        value = self.values.flags(path, sorted(bits), width)
        names = [bits[b] for b in sorted(bits) if value & b]
        unknown = value & ~sum(bits)
        return Value(value, names + [unknown] * bool(unknown))


def camel(name: str) -> str:
    """Converts VPP's name of a field to JSON's: sr_policy_index becomes
    srPolicyIndex."""
    return re.sub("_(.)", lambda m: m[1].upper(), name.removeprefix("_"))
