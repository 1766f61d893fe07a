import { type OverlayConfig, parseOverlayConfig, parseTeDocument } from "../../overlay/index.ts";
import { printable } from "../../printable.ts";
import { readYaml, valueAt } from "../../yaml/index.ts";
import { UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { readText } from "../input.ts";

type TeNode = Parameters<typeof parseTeDocument>[2];

/** Keys that only documents of a TE engine have. */
const TE_KEYS = ["policies", "localsids", "kind"];

/** `tsvpp overlay validate FILE` */
export const validate: Command = {
  operands: ["FILE"],
  options: ["config", "te"],
  help: "",

  async run(invocation) {
    const { values, operands, output, io } = invocation;
    const [path] = operands as [string];
    const text = await readText(path, io);
    const name = path === "-" ? "standard input" : printable(path);
    const { value } = readYaml(text, name);
    if (values.te === true || TE_KEYS.some((key) => valueAt(value, [key]) !== undefined))
      await parseTeDocument(text, name, await nodeFor(invocation));
    else await parseOverlayConfig(text, name);
    if (output.isJson) output.json({ file: name, isValid: true });
    else output.line(`${name}: valid`);
    return EXIT.done;
  },
};

/** Returns the node that reads a document: what is allowed depends on its ranges. */
async function nodeFor({ values: { config }, io }: Invocation): Promise<TeNode> {
  if (config !== undefined) return nodeOf(await parseOverlayConfig(await readText(config, io), printable(config)));
  throw new UsageError("overlay validate: a TE document is checked with --config, the configuration of its node");
}

function nodeOf({ node: { id, address }, sids }: OverlayConfig): TeNode {
  return { id, address, bsids: sids.bsids.cluster, localSids: sids.localSids.cluster };
}
