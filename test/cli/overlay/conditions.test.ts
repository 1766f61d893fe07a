import t from "tap";
import { parseCondition } from "../../../src/cli/overlay/conditions.ts";
import { plainStatus, tunnel } from "./plain-status.ts";

const up = tunnel();
const holds: readonly (readonly [condition: string, more: Parameters<typeof plainStatus>[0], expected: boolean])[] = [
  ["ready", {}, true],
  ["ready", { knowledge: "told" }, true],
  ["ready", { knowledge: "unknown" }, false],
  ["ready", { tunnels: [up, tunnel({ state: "pending" })] }, false],
  ["ready", { obstacles: [{ name: "x", error: "y", attempts: 1, nextAt: "" }] }, false],
  ["ready", { knowledge: "unknown", enabled: false }, true],
  ["settled", {}, true],
  ["settled", { knowledge: "told" }, false],
  ["node=fd12::1000", {}, true],
  ["node=FD12:0::1000", {}, true],
  ["node=fd13::1000", {}, false],
  ["node=fd12::1000", { tunnels: [up, tunnel({ state: "no path" })] }, false],
  ["node=fd12::1000", { tunnels: [up, tunnel({ state: "no path", prefixes: [] })] }, true],
  ["node=fd12::1000", { tunnels: [tunnel({ state: "no prefixes", prefixes: [] })] }, false],
  ["peer=127.0.0.2", {}, true],
  ["peer=127.0.0.3", {}, false],
];

for (const [condition, more, expected] of holds) {
  t.test(`${condition} ${expected ? "holds" : "does not hold"} with ${JSON.stringify(more)}`, async (t) => {
    t.equal(parseCondition(condition)(plainStatus(more)), expected);
  });
}

for (const text of ["", "redy", "node", "node=", "node=x", "peer=fd12::1000/64", "ready "]) {
  t.test(`refuses ${JSON.stringify(text)}`, async (t) => {
    t.throws(() => parseCondition(text), { name: "UsageError", message: /^--until / });
  });
}
