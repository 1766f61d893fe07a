import fc from "fast-check";
import t from "tap";
import { Ip4Address } from "../../src/address/index.ts";
import { readPolicyFiles } from "../../src/injector/policy-files.ts";
import { PAPER_FILE, plain, TWO_LISTS_FILE } from "./policies.ts";

const HEADENDS = ["10.0.0.11", "10.0.0.12"].map((headend) => Ip4Address.parse(headend));

function read(...texts: string[]) {
  return readPolicyFiles(texts.map((text, at) => ({ name: `${"abc"[at]}.yaml`, text })));
}

function faults(...texts: string[]): string[] {
  try {
    read(...texts);
    return [];
  } catch (reason) {
    return (reason as Error).message.split("\n");
  }
}

t.test("the paper's file is read unchanged, and several documents of a file", async (t) => {
  const { policies, withdrawn } = read(`---\n${PAPER_FILE}---\n${TWO_LISTS_FILE}---\n`);
  t.match(plain(policies), [
    { nlri: { distinguisher: 4, color: 94 }, headends: [], nextHop: "fd00:0:34::2", path: { priority: 10 } },
    { nlri: { distinguisher: 0, color: 6 }, nextHop: undefined, path: { preference: 200 } },
  ]);
  t.same(withdrawn, []);
});

t.test("a withdrawal needs only a name", async (t) => {
  const { policies, withdrawn } = read("nlri: { color: 4, endpoint: fd11::1 }\niswithdraw: true\n");
  t.same(policies, []);
  t.match(plain(withdrawn), [{ distinguisher: 0, color: 4, endpoint: "fd11::1" }]);
});

t.test("without a distinguisher each headend has a policy, whose distinguisher is its router ID", async (t) => {
  const { policies } = readPolicyFiles([{ name: "a.yaml", text: TWO_LISTS_FILE }], HEADENDS);
  t.match(policies, [
    { nlri: { distinguisher: 0x0a00000b }, headends: [HEADENDS[0]] },
    { nlri: { distinguisher: 0x0a00000c }, headends: [HEADENDS[1]] },
  ]);
});

t.test("headends of the command line take the place of those in a file", async (t) => {
  const text = `${PAPER_FILE}headend: [10.0.0.9]\n`;
  t.same(read(text).policies[0]!.headends.map(String), ["10.0.0.9"]);
  const { policies } = readPolicyFiles([{ name: "a.yaml", text }], HEADENDS);
  t.match(policies, [{ nlri: { distinguisher: 4 }, headends: HEADENDS }]);
});

t.test("all faults of all files are reported, each with its line", async (t) => {
  const broken = `${PAPER_FILE.replace("color: 94", "color: 0").replace("bsid: cafe::1c2", "bsidd: cafe::1c2")}---\n[]\n`;
  t.same(faults(broken, "nlri: [\n", TWO_LISTS_FILE.replace("weight: 3", "weight: 0")), [
    "a.yaml:1: nlri.color: expected a whole number from 1 to 4294967295, found 0",
    "a.yaml:8: bsidd: unknown key: did you mean bsid? (known: nlri, iswithdraw, age, sourceasn, neighborip, family, headend, segmentlist, segmentlists, bsid, preference, priority, nexthop)",
    "a.yaml:12: expected a mapping, found a list",
    faults("nlri: [\n")[0]!.replace("a.yaml", "b.yaml"),
    "c.yaml:5: segmentlists[1].weight: expected a whole number from 1 to 4294967295, found 0",
  ]);
});

t.test("two policies of one name are refused, in one file or in two", async (t) => {
  const line = "nlri: duplicate of a.yaml:1: SR policy to fd11::1000, color 94, distinguisher 4";
  t.same(faults(`${PAPER_FILE}---\n${PAPER_FILE}`), [`a.yaml:12: ${line}`]);
  t.same(faults(PAPER_FILE, PAPER_FILE.replace("cafe::1c2", "cafe::1c3")), [`b.yaml:1: ${line}`]);
  t.same(faults(PAPER_FILE, PAPER_FILE.replace("color: 94", "color: 95")), []);
});

t.test("a policy that is longer than a BGP message is refused, and an empty file too", async (t) => {
  const segments = Array(16).fill('{ sid: "fcdd::1", behavior: 1 }').join(", ");
  const lists = Array(9).fill(`{ segments: [${segments}] }`).join(", ");
  t.match(faults(`nlri: { color: 4, endpoint: fd11::1 }\nsegmentlists: [${lists}]\n`), [
    /^a\.yaml:1: the attributes of a route take 4\d+ bytes, and a BGP message has 4096/,
  ]);
  t.same(faults("# nothing\n"), ["a.yaml: no policy: the file is empty"]);
});

t.test("any text is a set of policies, or an error with a line for each fault", async (t) => {
  const edited = fc
    .tuple(fc.nat(PAPER_FILE.length), fc.nat(40), fc.string())
    .map(([at, length, text]) => PAPER_FILE.slice(0, at) + text + PAPER_FILE.slice(at + length));
  fc.assert(
    fc.property(fc.oneof(fc.string(), edited), (text) => faults(text).every((fault) => fault.startsWith("a.yaml"))),
    { numRuns: 2000 },
  );
  t.pass("as described");
});
