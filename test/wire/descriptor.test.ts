import t from "tap";
import {
  dump,
  type Event,
  empty,
  event,
  message,
  nameCrc,
  paged,
  request,
  retvalOnly,
} from "../../src/wire/descriptor.ts";
import { bytes, decode, encode } from "../helpers.ts";

const reply = message("show_version_reply", "c919bde1", "reply", retvalOnly);
const ping = request("control_ping", "51077d14", "request", empty, reply);

t.test("a name and its CRC are spelled as in VPP's message table", async (t) => {
  t.equal(nameCrc(ping), "control_ping_51077d14");
});

t.test("each kind of message has what answers it", async (t) => {
  t.strictSame(ping, {
    kind: "request",
    name: "control_ping",
    crc: "51077d14",
    header: "request",
    codec: empty,
    reply,
  });
  const details = message("a_details", "00000001", "reply", empty);
  t.match(dump("a_dump", "00000002", "request", empty, details), { kind: "dump", name: "a_dump", details });
  t.match(paged("a_get", "00000003", "request", empty, details, reply), { kind: "paged", details, reply });
  t.match(reply, { kind: "message", header: "reply", codec: retvalOnly });
});

t.test("an event may have a request that enables it", async (t) => {
  const enabled: Event<unknown, unknown> = event("a_event", "00000004", "event", empty, () => ping);
  t.equal(enabled.kind, "event");
  t.equal(enabled.want?.(), ping);
  t.equal(event("b_event", "00000005", "event", empty).want, undefined);
});

t.test("a message without fields is its header", async (t) => {
  t.equal(encode(ping, {}).toString("hex"), bytes("0102 80000001 11223344").toString("hex"));
  t.strictSame(decode(ping, bytes("0102 80000001 11223344")), {});
});

t.test("a return value is a signed number of four bytes", async (t) => {
  t.equal(encode(reply, { retval: -7 }).toString("hex"), bytes("0102 11223344 fffffff9").toString("hex"));
  t.strictSame(decode(reply, bytes("0102 11223344 fffffff9")), { retval: -7 });
  t.throws(() => encode(reply, { retval: 2 ** 31 }), {
    message: "show_version_reply.retval: 2147483648 is not an i32",
  });
});

t.test("all successful replies are one object, which cannot be changed", async (t) => {
  const success = decode(reply, bytes("0102 11223344 00000000"));
  t.strictSame(success, { retval: 0 });
  t.equal(decode(reply, bytes("0102 55667788 00000000")), success);
  t.ok(Object.isFrozen(success));
});
