/** Reads the files and tables of docs/injector.md as the command does. */
import t from "tap";
import { parseConfig, readPolicyFiles } from "../../src/injector/index.ts";
import { readText } from "../helpers.ts";

const PAGE = readText("../docs/injector.md");
const [config, policy] = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);

/** The keys in the first column of the table below a heading. */
function keysBelow(heading: string): string[] {
  const [, section = ""] = PAGE.split(`## ${heading}\n`);
  const rows = section.split("\n## ")[0]!.matchAll(/^\| (`[^|]+`) \|/gm);
  return [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, key]) => key!));
}

/** The keys that a reader knows, by its refusal of another one. */
function knownKeys(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (reason) {
    return /odd_key: unknown key \(known: ([^)]+)\)/.exec((reason as Error).message)![1]!.split(", ");
  }
}

t.test("the files of the page are valid", async (t) => {
  t.match(parseConfig(config!, "pi.yaml"), { peers: [{ address: "fd11::1000" }, { address: "fd00::1" }] });
  t.match(readPolicyFiles([{ name: "te.yaml", text: policy! }]).policies, [{ nlri: { distinguisher: 4, color: 4 } }]);
});

t.test("the tables have each key, and no other", async (t) => {
  const ofConfig = knownKeys(() => parseConfig(`${config}odd_key: 1\n`, "pi.yaml"));
  const ofPolicy = knownKeys(() => readPolicyFiles([{ name: "te.yaml", text: `${policy}odd_key: 1\n` }]));
  t.same(keysBelow("The server").sort(), ofConfig.sort());
  t.same(keysBelow("The policy file").sort(), ofPolicy.sort());
});
