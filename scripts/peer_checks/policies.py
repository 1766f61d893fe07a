"""Policies, the encapsulation's source and its hop limit."""

from typing import Any

from .session import NO_TABLE, TABLE, Checks, constant

BSID = "cafe:99::1"
OTHER_BSID = "cafe:99::2"
SIDS = ["fcbb:bb00:1::1", "fcbb:bb00:2::2"]
ALL_ONES = 0xffffffff
LISTS = 16
ADD, DEL, MOD = (constant_name for constant_name in ("ADD", "DEL", "MOD"))
BSID_EXISTS, NO_FIB = -12, -13
NO_POLICY, LAST_LIST, NO_LIST_TO_DEL, NO_LIST_TO_MOD = -1, -21, -22, -32


def sid_list(weight: int = 1, sids: list[str] = SIDS) -> dict[str, Any]:
    """A segment list; the client wants all 16 SIDs."""
    return {"num_sids": len(sids), "weight": weight,
            "sids": sids + ["::"] * (LISTS - len(sids))}
