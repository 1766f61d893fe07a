import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { sidFrom } from "../../../src/srv6/values/addresses.ts";

const accepted = ["fcdd::11aa:4", "cafe::1c3", "::1", "::102:304", "2001:db8::", "fec0::1"];

for (const text of accepted) {
  t.test(`${text} is a SID`, async (t) => {
    t.equal(String(sidFrom(text)), text);
    t.ok(sidFrom(Ip6Address.parse(text)).equals(Ip6Address.parse(text)));
  });
}

const refused: [text: string, code: string, reason: string][] = [
  ["::", "VPP_SRV6", ":: cannot be a SID: it is the unspecified address"],
  ["::ffff:10.0.0.1", "VPP_SRV6", "::ffff:10.0.0.1 cannot be a SID: it is an IPv4-mapped address"],
  ["ff02::1", "VPP_SRV6", "ff02::1 cannot be a SID: it is a multicast address"],
  ["fe80::1", "VPP_SRV6", "fe80::1 cannot be a SID: it is a link-local address"],
  ["febf:ffff::1", "VPP_SRV6", "febf:ffff::1 cannot be a SID: it is a link-local address"],
  ["10.0.0.1", "VPP_ADDRESS", '"10.0.0.1" is not an IPv6 address'],
  ["fcdd::11aa:4/128", "VPP_ADDRESS", '"fcdd::11aa:4/128" is not an IPv6 address'],
];

for (const [text, code, message] of refused) {
  t.test(`${text} is no SID`, async (t) => {
    t.throws(() => sidFrom(text), { code, message });
  });
}
