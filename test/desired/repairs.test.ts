import t, { type Test } from "tap";
import { createLoopback } from "../../src/binapi/interface.ts";
import { parseDocument, plan } from "../../src/desired/index.ts";
import { type Repair, repairedOf, repairsOf, replacedBy } from "../../src/desired/repairs.ts";
import { planFor, scene } from "./scene.ts";

const DOCUMENT = `
owns: { bsids: ["cafe::/112"], scratch: "cafe:0:0:1::/120" }
policies:
  - { bsid: "cafe::1", segments: ["fcdd::1"] }
  - { bsid: "cafe::2", segments: ["fcdd::2"] }
steering:
  - { prefix: 10.1.0.0/16, bsid: "cafe::1" }
  - { prefix: 10.2.0.0/16, bsid: "cafe::1" }
adopt: true
`;

async function repairs(t: Test, before: string, after: string): Promise<Repair[]> {
  const { vpp } = await scene(t, before);
  return repairsOf((await planFor(vpp, after, { force: true })).steps, new Set());
}

t.test("a repair tells the thing as it is to be, and what VPP has instead", async (t) => {
  const [change] = await repairs(t, DOCUMENT, DOCUMENT.replace("fcdd::1", "fcdd::9"));
  t.match(repairedOf(change!), { kind: "policy", value: { segmentLists: [{ segments: [/^fcdd::9$/] }] } });
  t.match(replacedBy(change!), { kind: "policy", value: { segmentLists: [{ segments: [/^fcdd::1$/] }] } });
  const [addition] = await repairs(t, "{}", 'localSids: [{ sid: "fcdd::1", behavior: { type: End } }]');
  t.match(repairedOf(addition!), { kind: "localSid" });
  t.equal(replacedBy(addition!), undefined);
  const [setting] = await repairs(t, "{}", "encap: { hopLimit: 9 }");
  t.match([repairedOf(setting!), replacedBy(setting!)], [{ value: 9 }, { value: 64 }]);
  const [removal] = await repairs(t, DOCUMENT, DOCUMENT.replace(/.*fcdd::2.*\n/, "").replace("adopt: true\n", ""));
  t.match([repairedOf(removal!), replacedBy(removal!)], [{ value: { bsid: /^cafe::2$/ } }, { kind: "policy" }]);
});

t.test("what stands in for a policy that is replaced, and what goes around it, is not repaired", async (t) => {
  const spray = '"cafe::1", policyType: spray,';
  const changed = await repairs(
    t,
    DOCUMENT.replace('"cafe::1",', spray),
    DOCUMENT.replace('10.2.0.0/16, bsid: "cafe::1"', '10.2.0.0/16, bsid: "cafe::2"'),
  );
  t.same(
    changed.map(({ key, steps }) => [key.split(" ")[0], steps.length]),
    [
      ["steering", 2],
      ["policy", 1],
    ],
  );
  t.match(repairedOf(changed[0]!), { value: { prefix: /^10.2.0.0.16$/, bsid: /^cafe::2$/ } });
  t.match(replacedBy(changed[0]!), { value: { prefix: /^10.2.0.0.16$/, bsid: /^cafe::1$/ } });
});

t.test("what goes by an interface that was created again is renewed", async (t) => {
  const { vpp } = await scene(t);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const desired = await parseDocument(`
requires: { neighbors: [{ interface: loop0, address: "fd00:12::2", mac: "02:00:00:00:00:02" }], manage: true }
routes: [{ prefix: "fcff:3::/48", nextHop: "fd00:12::2", interface: loop0 }]
localSids:
  - { sid: "fcdd::1", behavior: { type: End.X, nextHop: "fd00:12::2", interface: loop0 } }
  - { sid: "fcdd::2", behavior: { type: End } }
policies: [{ bsid: "cafe::1", segments: ["fcff:3::1"] }]
steering: [{ interface: loop0, bsid: "cafe::1" }, { prefix: 10.1.0.0/16, bsid: "cafe::1" }]
encap: { hopLimit: 9 }`);
  const { steps } = await plan(vpp, desired);
  const renewed = repairsOf(steps, new Set([1])).filter(({ isRenewal }) => isRenewal);
  t.same(
    renewed.map((each) => repairedOf(each).kind),
    ["neighbor", "route", "localSid", "steering"],
  );
  t.notOk(repairsOf(steps, new Set([2])).some(({ isRenewal }) => isRenewal));
});
