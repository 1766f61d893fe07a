import fc from "fast-check";
import t from "tap";
import { parseOverlayConfig } from "../../src/overlay/index.ts";
import { LINES } from "./config/scene.ts";
import { LISTING, parse } from "./documents/scene.ts";

const RUNS = 300;

/** Refuses a text with an error of documents, or takes it. */
async function isHandled(read: Promise<unknown>): Promise<boolean> {
  try {
    await read;
    return true;
  } catch (reason) {
    return (reason as { code?: unknown }).code === "VPP_DOCUMENT";
  }
}

/** Any JSON, also with the keys that files have. */
function valuesWith(...keys: readonly string[]): fc.Arbitrary<string> {
  const key = fc.oneof(fc.constantFrom(...keys), fc.string());
  const leaf = fc.oneof(fc.constantFrom("fd11::1000", "cafe::1/120", "10.0.0.0/8", "node1", "master"), fc.jsonValue());
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("tree")), fc.dictionary(key, tie("tree"))),
  }));
  return tree.map((value) => JSON.stringify(value) ?? "null");
}

t.test("a configuration file of any values is taken or refused, with no other error", async (t) => {
  const keys = ["node", "address", "pods", "prefixes", "cluster", "sids", "localSids", "pool", "bsids", "bgp", "peers"];
  const property = fc.asyncProperty(valuesWith(...keys), (text) => isHandled(parseOverlayConfig(text)));
  await t.resolves(fc.assert(property, { numRuns: RUNS }));
});

t.test("a TE document of any values is taken or refused, with no other error", async (t) => {
  const keys = ["kind", "data", "localsids", "node", "policies", "egress_node", "bsid", "segment_lists", "segments"];
  const property = fc.asyncProperty(valuesWith(...keys), (text) => isHandled(parse(text)));
  await t.resolves(fc.assert(property, { numRuns: RUNS }));
});

for (const [title, lines, read] of [
  ["configuration file", LINES, parseOverlayConfig],
  ["TE document", LISTING, parse],
] as const) {
  t.test(`a ${title} with a part that is cut or replaced is taken or refused, with no other error`, async (t) => {
    const text = lines.join("\n");
    const part = fc.tuple(fc.nat(text.length), fc.nat(20), fc.oneof(fc.string(), valuesWith("a")));
    const property = fc.asyncProperty(part, ([at, length, other]) =>
      isHandled(read(text.slice(0, at) + other + text.slice(at + length))),
    );
    await t.resolves(fc.assert(property, { numRuns: RUNS }));
  });
}
