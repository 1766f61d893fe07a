"""The connection to VPP, and functions that most checks use."""

import queue
import unittest
from typing import Any

from vpp_papi import VPPApiClient, VppEnum

EVENT_DEADLINE_S = 5
NO_VALUE = 0xffffffff
NO_INTERFACE = NO_VALUE
NO_TABLE = 4000
TABLE = 3001


class Session:
    """A registered client. `events` queues its events as (name, event)."""

    def __init__(self, folder: str | None, socket_path: str, name: str,
                 do_async: bool = False):
        """Connects. Without a folder the client gets the definitions from
        VPP. With `do_async` replies arrive as events, and calls return their
        context."""
        self.client = VPPApiClient(apidir=folder, server_address=socket_path,
                                   bootstrapapi=folder is None)
        self.events: queue.Queue = queue.Queue()
        self.client.register_event_callback(
            lambda name, event: self.events.put((name, event)))
        self.client.connect(name, do_async=do_async)

    def next_event(self) -> Any:
        """Waits for the next event and returns it."""
        return self.events.get(timeout=EVENT_DEADLINE_S)

    def close(self) -> Any:
        """Ends the registration and returns the reply of sockclnt_delete."""
        return self.client.disconnect()


class Checks(unittest.TestCase):
    """The base of all checks. peers.py sets `release`, `folder` and
    `socket_path`; all checks share one session."""

    release: str
    folder: str
    socket_path: str
    session: Session

    def call(self, message: str, **fields: Any) -> Any:
        """Sends a message and returns its reply, or the details of a dump."""
        self.need(message)
        return getattr(self.session.client.api, message)(**fields)

    def has(self, message: str) -> bool:
        """Returns whether the definitions of this VPP have the message."""
        return message in self.session.client.messages

    def need(self, message: str) -> None:
        """Skips the check if this VPP does not have the message."""
        if not self.has(message):
            self.skipTest(f"this VPP does not have {message}")

    def expect(self, retval: int, message: str, **fields: Any) -> Any:
        """Sends a message, checks the return value, returns the reply."""
        reply = self.call(message, **fields)
        self.assertEqual(reply.retval, retval, f"retval of {message}")
        return reply

    def cli(self, command: str) -> str:
        return self.expect(0, "cli_inband", cmd=command).reply

    def loopback(self) -> int:
        """Creates an interface, and deletes it after the check."""
        index = self.expect(0, "create_loopback").sw_if_index
        self.addCleanup(self.expect, 0, "delete_loopback", sw_if_index=index)
        return index

    def table(self, table_id: int, is_ip6: bool = True) -> int:
        """Adds a table, and deletes it after the check."""
        table = {"table_id": table_id, "is_ip6": is_ip6, "name": ""}
        self.expect(0, "ip_table_add_del", is_add=True, table=table)
        self.addCleanup(self.expect, 0, "ip_table_add_del", is_add=False,
                        table=table)
        return table_id

    def route(self, prefix: str, table_id: int = 0) -> None:
        """Adds a route that drops packets, and deletes it after the check."""
        route = drop_route(prefix, table_id)
        self.expect(0, "ip_route_add_del", is_add=True, route=route)
        self.addCleanup(self.expect, 0, "ip_route_add_del", is_add=False,
                        route=route)


def constant(enum: str, item: str) -> int:
    """Returns the value of an item of an enum. Skips the check if this VPP
    does not have the item."""
    try:
        return int(getattr(getattr(VppEnum, f"vl_api_{enum}_t"), item))
    except AttributeError as error:
        raise unittest.SkipTest(f"this VPP does not have {item}") from error


def drop_route(prefix: str, table_id: int) -> dict[str, Any]:
    """Returns a route whose only path drops the packets."""
    return {
        "table_id": table_id,
        "prefix": prefix,
        "n_paths": 1,
        "paths": [fib_path(prefix, type=constant("fib_path_type",
                                                 "FIB_API_PATH_TYPE_DROP"))],
    }


def fib_path(prefix: str, **fields: Any) -> dict[str, Any]:
    """Returns a path of a route to `prefix`; the client needs 16 labels."""
    family = "IP6" if ":" in prefix else "IP4"
    label = {"is_uniform": 0, "label": 0, "ttl": 0, "exp": 0}
    return {
        "sw_if_index": NO_INTERFACE,
        "weight": 1,
        "proto": constant("fib_path_nh_proto",
                          f"FIB_API_PATH_NH_PROTO_{family}"),
        "label_stack": [label] * 16,
    } | fields
