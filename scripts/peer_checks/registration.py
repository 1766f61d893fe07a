"""Checks of registration, control_ping, the CLI, and closing."""

from .session import Checks, Session


class Registration(Checks):

    def test_message_table(self):
        """the message table has the fixed bootstrap ids"""
        table = self.session.client.transport.message_table
        fixed = {"sockclnt_create_455fb9c4": 15,
                 "sockclnt_create_reply_35166268": 16,
                 "sockclnt_delete_8ac76db6": 17,
                 "control_ping_51077d14": 23,
                 "get_api_json_reply_ea715b59": 28}
        present = {name: message_id for name, message_id in fixed.items()
                   if self.has(name[:-len("_00000000")])}
        self.assertEqual({name: table.get(name) for name in present}, present)

    def test_ids(self):
        """message ids are distinct and above 0"""
        ids = self.session.client.transport.message_table.values()
        self.assertEqual(len(set(ids)), len(ids))
        self.assertGreater(min(ids), 0)

    def test_handle(self):
        """the client index has the bit that marks a socket client"""
        self.assertEqual(self.session.client.transport.socket_index >> 31, 1)

    def test_show_version(self):
        """show_version names the program and its release"""
        reply = self.expect(0, "show_version")
        self.assertEqual(reply.program, "vpe")
        self.assertTrue(reply.version.startswith(self.release),
                        reply.version)

    def test_context(self):
        """a reply carries the context of its request"""
        reply = self.expect(0, "control_ping", context=0x11223344)
        self.assertEqual(reply.context, 0x11223344)
        self.assertGreater(reply.vpe_pid, 0)

    def test_cli(self):
        """cli_inband returns the text of a command"""
        self.assertTrue(self.cli("show version").startswith(
            f"vpp v{self.release}"))

    def test_cli_refused(self):
        """cli_inband returns -1 and the reason for an unknown command"""
        reply = self.expect(-1, "cli_inband", cmd="bogus cmd")
        self.assertEqual(reply.reply, "unknown input `bogus cmd'\n")

    def test_cli_empty(self):
        """cli_inband returns -1 for an empty command"""
        self.expect(-1, "cli_inband", cmd="")

    def test_api_json(self):
        """get_api_json describes the running modules, but not memclnt"""
        text = self.expect(0, "get_api_json").json
        self.assertTrue(text.startswith("["))
        self.assertIn('"sr_policy_add_v2"', text)
        self.assertNotIn('"sockclnt_create"', text)

    def test_second_client(self):
        """a second client has its own index and sees the same interfaces"""
        second = Session(self.folder, self.socket_path, "peers-second")
        self.addCleanup(second.close)
        self.assertNotEqual(second.client.transport.socket_index,
                            self.session.client.transport.socket_index)
        index = self.loopback()
        dump = second.client.api.sw_interface_dump(sw_if_index=index)
        self.assertEqual([d.sw_if_index for d in dump], [index])

    def test_pipelined(self):
        """pipelined requests are answered in order"""
        client = Session(self.folder, self.socket_path, "peers-pipelined",
                         do_async=True)
        contexts = [client.client.api.control_ping() for _ in range(500)]
        replies = [client.next_event() for _ in contexts]
        self.assertEqual([(name, reply.context) for name, reply in replies],
                         [("control_ping_reply", c) for c in contexts])
        client.close()

    def test_bootstrap(self):
        """a client without definitions gets them by get_api_json"""
        self.need("get_api_json")
        client = Session(None, self.socket_path, "peers-bootstrap")
        self.addCleanup(client.close)
        self.assertEqual(client.client.api.show_version().program, "vpe")
        self.assertEqual(client.client.api.sr_policies_v2_dump(), [])

    def test_close(self):
        """sockclnt_delete is answered with 1; other clients stay registered"""
        self.assertEqual(
            Session(self.folder, self.socket_path, "peers-close")
            .close().response, 1)
        self.expect(0, "control_ping")

    def test_close_unknown(self):
        """sockclnt_delete of an unknown client index is answered with -1"""
        reply = self.call("sockclnt_delete", index=0x80000000 | 4095)
        self.assertEqual(reply.response, -1)
        self.expect(0, "control_ping")
