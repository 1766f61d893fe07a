import t from "tap";
import { MacAddress, parseIpAddress } from "../../../src/address/index.ts";
import { parseDocument } from "../../../src/desired/document/document.ts";
import { needsSurroundings, resolve } from "../../../src/desired/document/resolve.ts";

const NODE = `
routes: [{ prefix: "fcff::/48", nextHop: "fd00::2", interface: loop0 }]
localSids: [{ sid: "fcdd::1", behavior: { type: End.X, nextHop: "fd00::2", interface: loop1 } }]
policies: [{ bsid: "cafe::1", segments: ["fc00::1"] }]
steering: [{ interface: loop0, bsid: "cafe::1" }]
owns: { steering: [{ interface: loop0 }, { interface: gone }] }
adopt: true`;

const VPP = {
  interfaces: new Map([
    ["loop0", 3],
    ["loop1", 4],
  ]),
  tables: { 4: new Set([0]), 6: new Set([0]) },
  neighbors: [],
};

t.test("names of interfaces become numbers, wherever they are", async (t) => {
  const { routes, localSids, steering, owns } = resolve(await parseDocument(NODE), VPP);
  t.match(routes, [{ via: { swIfIndex: 3 } }]);
  t.match(localSids, [{ behavior: { type: "End.X", swIfIndex: 4, psp: false } }]);
  t.match(steering, [{ kind: "l2", swIfIndex: 3 }]);
  t.same(owns?.steering, [{ swIfIndex: 3 }, { interface: "gone" }]);
  t.notOk(JSON.stringify([routes, localSids, steering]).includes("interface"));
});

t.test("all that VPP does not have is named with its line, and with a name that comes near", async (t) => {
  const text = `${NODE.replace("interface: loop1", "interface: loop2")}\ntables: { ip4: [7] }`.replace(
    '"fcff::/48", nextHop',
    '"fcff::/48", tableId: 9, nextHop',
  );
  const desired = await parseDocument(text, "o.yaml");
  t.throws(() => resolve(desired, VPP), {
    code: "VPP_DOCUMENT",
    message:
      "o.yaml:3: localSids[0].behavior.interface: VPP has no interface loop2: did you mean loop0?\n" +
      "o.yaml:2: routes[0].tableId: VPP has no IPv6 table 9",
  });
});

t.test("a required neighbor is there, is added, or is a problem", async (t) => {
  const requires = (more: string) =>
    parseDocument(
      `requires: { ${more} neighbors: [{ interface: loop0, address: 10.0.0.2, mac: "02:00:00:00:00:02" }] }`,
    );
  const neighbor = (mac: string) => {
    return { swIfIndex: 3, address: parseIpAddress("10.0.0.2"), macAddress: MacAddress.parse(mac), isStatic: false };
  };
  const found = { ...VPP, neighbors: [neighbor("02:00:00:00:00:02")] };
  const other = { ...VPP, neighbors: [neighbor("02:00:00:00:00:09")] };
  t.same(resolve(await requires(""), found).neighbors, []);
  t.match(resolve(await requires("manage: true,"), other).neighbors, [
    { desired: { isStatic: true }, observed: neighbor("02:00:00:00:00:09") },
  ]);
  const strict = await requires("");
  t.throws(() => resolve(strict, other), {
    message: /VPP has neighbor 10\.0\.0\.2 on loop0 at 02:00:00:00:00:09, not at 02:/,
  });
  t.throws(() => resolve(strict, VPP), { message: /VPP has no neighbor 10\.0\.0\.2 on loop0$/ });
});

t.test("VPP is read only for a state that refers to something of it", async (t) => {
  t.notOk(needsSurroundings(await parseDocument("policies: [{ bsid: cafe::1, segments: [fc00::1] }]")));
  for (const text of [
    NODE,
    "owns: { steering: [{ interface: a }] }",
    "requires: { interfaces: [a] }",
    "localSids: [{ sid: fcdd::1, behavior: { type: End.T, tableId: 7 } }]",
  ]) {
    t.ok(needsSurroundings(await parseDocument(text)), text);
  }
});

t.test("an interface outside of what is owned is named as that, and as one that VPP does not have", async (t) => {
  const text = (name: string) => `
policies: [{ bsid: "cafe::1", segments: ["fc00::1"] }]
steering: [{ interface: ${name}, bsid: "cafe::1" }]
owns: { steering: [{ interface: loop0 }] }`;
  const outside = (name: string) =>
    `frames of ${name} is outside of owns.steering: extend owns.steering, or set adopt: true`;
  for (const [name, lines] of [
    ["loop0", undefined],
    ["loop1", [`o.yaml:3: steering[0].interface: ${outside("loop1")}`]],
    [
      "lop0",
      [
        "o.yaml:3: steering[0].interface: VPP has no interface lop0: did you mean loop0?",
        `o.yaml:3: steering[0].interface: ${outside("lop0")}`,
      ],
    ],
  ] as const) {
    const desired = await parseDocument(text(name), "o.yaml");
    if (lines === undefined) t.ok(resolve(desired, VPP));
    else t.throws(() => resolve(desired, VPP), { code: "VPP_DOCUMENT", message: lines.join("\n") });
    t.ok(name === "lop0" || resolve({ ...desired, adopt: true }, VPP), "adopted");
  }
});
