"""Checks of path tracing (SR-PT) on interfaces."""

from typing import Any

from .session import NO_INTERFACE, Checks

BAD_INTERFACE, EXISTS, BAD_ID, BAD_LOAD, BAD_TEMPLATE = -2, -2, -4, -5, -6
NOT_TRACED = -1


class PathTracing(Checks):

    def trace(self, retval: int, index: int, **fields: Any):
        """Adds path tracing, and removes it after the check."""
        self.expect(retval, "sr_pt_iface_add", sw_if_index=index, **fields)
        if retval == 0:
            self.addCleanup(self.call, "sr_pt_iface_del", sw_if_index=index)

    def traced(self) -> list[tuple]:
        return [tuple(d)[2:] for d in self.call("sr_pt_iface_dump")]

    def test_add_delete(self):
        """an interface is listed until it is deleted"""
        self.assertEqual(self.traced(), [])
        index = self.loopback()
        self.trace(0, index, id=4095, ingress_load=15, egress_load=14,
                   tts_template=3)
        self.assertEqual(self.traced(), [(index, 4095, 15, 14, 3)])
        self.trace(EXISTS, index, id=1)
        self.expect(0, "sr_pt_iface_del", sw_if_index=index)
        self.assertEqual(self.traced(), [])
        self.expect(NOT_TRACED, "sr_pt_iface_del", sw_if_index=index)

    def test_order(self):
        """interfaces are listed in the order of their slots"""
        first, second = self.loopback(), self.loopback()
        self.trace(0, second)
        self.trace(0, first)
        self.assertEqual([t[0] for t in self.traced()], [second, first])

    def test_refused(self):
        """each field out of range is refused with a number of its own"""
        index = self.loopback()
        self.trace(BAD_ID, index, id=4096, ingress_load=16)
        self.trace(BAD_LOAD, index, ingress_load=16, tts_template=4)
        self.trace(BAD_LOAD, index, egress_load=16)
        self.trace(BAD_TEMPLATE, index, tts_template=4)

    def test_interface(self):
        """an unknown interface is refused with -2"""
        for index in (9999, NO_INTERFACE):
            self.trace(BAD_INTERFACE, index, id=1)
            self.expect(BAD_INTERFACE, "sr_pt_iface_del", sw_if_index=index)
