import t from "tap";
import { parseDocument } from "../../../src/desired/document/document.ts";

const cases: [title: string, document: string, message: string | undefined][] = [
  [
    "a BSID that is a local SID's address",
    "localSids: [{ sid: cafe::1, behavior: { type: End } }]\npolicies: [{ bsid: cafe::1, segments: [fc00::1] }]",
    "duplicate of localSids[0].sid cafe::1",
  ],
  [
    "a route to a steered prefix",
    'routes: [{ prefix: "fcff::/48", nextHop: "fd00::2", interface: a }]\npolicies: [{ bsid: cafe::1, segments: [fc00::1] }]\n' +
      'steering: [{ prefix: "fcff::/48", bsid: cafe::1 }]',
    "fcff::/48 in IPv6 table 0 is used twice: routes[0].prefix uses it too",
  ],
  [
    "the same prefixes in different tables",
    'routes: [{ prefix: "fcff::/48", tableId: 7, nextHop: "fd00::2", interface: a }]\npolicies: [{ bsid: cafe::1, segments: [fc00::1] }]\n' +
      'steering: [{ prefix: "fcff::/48", bsid: cafe::1 }]',
    undefined,
  ],
  [
    "a uN whose prefix is steered",
    'localSids: [{ sid: "fcdd:0:1::", behavior: { type: uN } }]\npolicies: [{ bsid: cafe::1, segments: [fc00::1] }]\n' +
      'steering: [{ prefix: "fcdd:0:1::/48", bsid: cafe::1 }]',
    "fcdd:0:1::/48 in IPv6 table 0 is used twice: localSids[0].sid uses it too",
  ],
  [
    "IPv4 packets for a policy that inserts",
    "policies: [{ bsid: cafe::1, headend: insert, segments: [fc00::1] }]\nsteering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]",
    "policies[0] has headend insert, which takes only IPv6 packets: use a policy with headend encaps",
  ],
  [
    "policies whose packets come back",
    "policies: [{ bsid: cafe::1, segments: [cafe::2] }, { bsid: cafe::2, segments: [cafe::1] }]",
    "forwarding loop: packets of policy cafe::",
  ],
];

for (const [title, document, message] of cases) {
  t.test(`a document with ${title} ${message === undefined ? "is read" : "is refused"}`, async (t) => {
    if (message === undefined) t.ok(await parseDocument(document));
    else {
      const error = await parseDocument(document).then(() => "it is read", String);
      t.ok(error.includes(message), error);
    }
  });
}
