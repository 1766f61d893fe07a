"""Sample values of single fields: numbers, texts, addresses.

Every method gets the path of the field (`sr_policy_add.sids.weight`). A value
depends only on the field and the case.
"""

import hashlib
import ipaddress
import sys

from .schema import Field

BEYOND_ASCII = "né→"


class Hashed:
    """Values that differ from field to field and are never zero.

    Cases are numbered from 1; each case uses another arm of a union.
    """

    def __init__(self, case: int):
        self.case = case

    def _below(self, end: int, path: str, purpose: str = "") -> int:
        seed = f"{self.case} {path} {purpose}".encode()
        digest = hashlib.sha256(seed).digest()
        return int.from_bytes(digest[:16], "big") % end

    def integer(self, path: str, signed: bool, bits: int) -> int:
        """Returns an integer; 64-bit integers are above 2^53, where a double
        is not exact."""
        low = 2 ** 53 if bits == 64 else 0
        value = low + 1 + self._below(2 ** (bits - signed) - 1 - low, path)
        negative = signed and self._below(2, path, "sign")
        return -value if negative else value

    def enum(self, path: str, values: list[int], bits: int) -> int:
        values = [v for v in values if v] or values
        return values[self._below(len(values), path)]

    def flags(self, path: str, values: list[int], bits: int) -> int:
        some = [v for v in values if self._below(2, path, str(v))]
        return sum(some or values[:1])

    def arm(self, arms: list[Field], first: Field | None) -> Field | None:
        """Returns an arm of a union; `first` is that of discriminator 0."""
        return arms[(self.case - 1) % len(arms)]

    def f64(self, path: str) -> float:
        return self._below(10 ** 6, path) + 0.7

    def boolean(self) -> bool:
        return True

    def octets(self, path: str, size: int) -> bytes:
        start = self._below(255, path)
        return bytes((start + i) % 255 + 1 for i in range(size))

    def text(self, path: str, room: int | None) -> str:
        """Returns text of at most `room` bytes; some texts are not ASCII."""
        text = f"{path.split('.')[-1]}-{self._below(1000, path)}"
        if self._below(8, path, "beyond"):
            return text[:room]
        return (BEYOND_ASCII + text)[:room and room - len(BEYOND_ASCII)]

    def count(self, path: str, type_name: str) -> int:
        """Returns the number of elements of a variable array."""
        return 5 if type_name == "u8" else 2 + self._below(2, path)

    def mac(self, path: str) -> str:
        return "02:fe:" + self.octets(path, 4).hex(":")

    def ip4(self, path: str) -> str:
        last = 1 + self._below(2 ** 24 - 1, path)
        return str(ipaddress.IPv4Address((10 << 24) + last))

    def ip6(self, path: str) -> str:
        """Returns an address. Half of the groups are zero, so that `::` has
        different positions."""
        groups = [self._below(2 ** 16, path, str(i)) for i in range(6)]
        last = [g if g % 2 else 0 for g in groups[:-1]] + [groups[-1] | 1]
        return str(ipaddress.IPv6Address(
            ":".join(f"{g:x}" for g in [0x2001, 0xdb8, *last])))

    def address(self, path: str) -> str:
        """Returns an IPv4 or IPv6 address, depending on case and field."""
        family = (self.case + sum(path.encode())) % 2
        return (self.ip4, self.ip6)[family](path)

    def prefix(self, path: str, address: str) -> str:
        """Returns a prefix; half of the prefixes have host bits."""
        bits = ipaddress.ip_address(address).max_prefixlen
        text = f"{address}/{1 + self._below(bits, path, 'length')}"
        masked = str(ipaddress.ip_network(text, strict=False))
        return text if self._below(2, path, "host bits") else masked


class Lowest:
    """The lowest values: zero, the most negative number, empty arrays, empty
    text."""

    def integer(self, path: str, signed: bool, bits: int) -> int:
        return -2 ** (bits - 1) if signed else 0

    def enum(self, path: str, values: list[int], bits: int) -> int:
        return 0

    def flags(self, path: str, values: list[int], bits: int) -> int:
        return 0

    def arm(self, arms: list[Field], first: Field | None) -> Field | None:
        return first

    def f64(self, path: str) -> float:
        return -sys.float_info.max

    def boolean(self) -> bool:
        return False

    def octets(self, path: str, size: int) -> bytes:
        return bytes(size)

    def text(self, path: str, room: int | None) -> str:
        return ""

    def count(self, path: str, type_name: str) -> int:
        return 0

    def mac(self, path: str) -> str:
        return "00:00:00:00:00:00"

    def ip4(self, path: str) -> str:
        return "0.0.0.0"

    def ip6(self, path: str) -> str:
        return "::"

    def address(self, path: str) -> str:
        return "0.0.0.0"

    def prefix(self, path: str, address: str) -> str:
        return f"{address}/0"


class Highest:
    """The highest values: all ones, the greatest number, the longest text."""

    def integer(self, path: str, signed: bool, bits: int) -> int:
        return 2 ** (bits - signed) - 1

    def enum(self, path: str, values: list[int], bits: int) -> int:
        return 2 ** bits - 1

    def flags(self, path: str, values: list[int], bits: int) -> int:
        return 2 ** bits - 1

    def arm(self, arms: list[Field], first: Field | None) -> Field | None:
        return arms[-1]

    def f64(self, path: str) -> float:
        return sys.float_info.max

    def boolean(self) -> bool:
        return True

    def octets(self, path: str, size: int) -> bytes:
        return b"\xff" * size

    def text(self, path: str, room: int | None) -> str:
        return "~" * (300 if room is None else room)

    def count(self, path: str, type_name: str) -> int:
        return 255 if type_name == "u8" else 3

    def mac(self, path: str) -> str:
        return "ff:ff:ff:ff:ff:ff"

    def ip4(self, path: str) -> str:
        return "255.255.255.255"

    def ip6(self, path: str) -> str:
        return ":".join(["ffff"] * 8)

    def address(self, path: str) -> str:
        return self.ip6(path)

    def prefix(self, path: str, address: str) -> str:
        return f"{address}/{ipaddress.ip_address(address).max_prefixlen}"


Source = Hashed | Lowest | Highest
