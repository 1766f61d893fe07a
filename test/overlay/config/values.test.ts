import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import {
  isLoopback,
  nodeAddressFrom,
  nodeIdFrom,
  prefixFrom,
  routerIdFrom,
  sidRangeFrom,
} from "../../../src/overlay/config/values.ts";

t.test("a value is read from its text", async (t) => {
  t.equal(nodeIdFrom("node-1.example"), "node-1.example");
  t.equal(String(nodeAddressFrom("FD11::0:1000")), "fd11::1000");
  t.equal(String(routerIdFrom("10.0.0.11")), "10.0.0.11");
  t.equal(String(prefixFrom("172.16.104.64/26")), "172.16.104.64/26");
  t.equal(String(sidRangeFrom("cafe::100/120")), "cafe::100/120");
});

t.test("a text that is no such value is refused", async (t) => {
  for (const text of ["", "a b", "a_b", "../x", "ü", "n".repeat(254)])
    t.throws(() => nodeIdFrom(text), { code: "VPP_FIELD_RANGE" }, text);
  for (const text of ["::", "::1", "ff02::1", "fe80::1", "::ffff:10.0.0.1", "10.0.0.1", "fd11::1%eth0"])
    t.throws(() => nodeAddressFrom(text), { code: "VPP_ADDRESS" }, text);
  t.throws(() => routerIdFrom("0.0.0.0"), { code: "VPP_ADDRESS" });
  t.throws(() => prefixFrom("172.16.104.1/26"), { code: "VPP_ADDRESS" });
  for (const text of ["10.0.0.0/8", "ff00::/8", "fe80::/64", "::ffff:0:0/96", "cafe::1/120", "cafe::"])
    t.throws(() => sidRangeFrom(text), { code: "VPP_ADDRESS" }, text);
});

t.test("::1 is the loopback address, in any spelling", async (t) => {
  t.ok(isLoopback(Ip6Address.parse("0:0::0:1")));
  t.notOk(isLoopback(Ip6Address.parse("::2")));
});
