import { errorText } from "../../errors.ts";
import { type Change, describeEvent, eventToJson, type GivenKey, type Outcome, readKey } from "../../injector/index.ts";
import { type CommandValues, UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Output } from "../output/index.ts";
import { readPolicies, STORE_OPTIONS, withStore } from "./store.ts";

const CHANGE_OPTIONS: readonly (keyof CommandValues)[] = [...STORE_OPTIONS, "headend", "dry-run"];

/** `tsvpp srv6-pi create FILE...` */
export const create: Command = {
  operands: ["FILE..."],
  options: CHANGE_OPTIONS,
  help: "",

  async run(invocation) {
    const { policies, withdrawn } = await readPolicies(invocation.operands, invocation);
    await change({ set: policies, withdraw: withdrawn, isWhole: false }, invocation);
    return EXIT.done;
  },
};

/** `tsvpp srv6-pi apply FILE...` */
export const apply: Command = {
  operands: ["FILE..."],
  options: CHANGE_OPTIONS,
  help: "",

  async run(invocation) {
    const { policies } = await readPolicies(invocation.operands, invocation);
    await change({ set: policies, withdraw: [], isWhole: true }, invocation);
    return EXIT.done;
  },
};

/** `tsvpp srv6-pi delete FILE... | --color C --endpoint E | --all` */
export const deleteCommand: Command = {
  operands: ["[FILE...]"],
  options: [...CHANGE_OPTIONS, "color", "endpoint", "distinguisher", "all"],
  help: "",

  async run(invocation): Promise<ExitCode> {
    const { operands, values } = invocation;
    const isNamed = [values.color, values.endpoint, values.distinguisher].some((value) => value !== undefined);
    if ([operands.length > 0, isNamed, values.all === true].filter(Boolean).length !== 1)
      throw new UsageError("srv6-pi delete: give FILE..., or --color and --endpoint, or --all");
    const withdraw = isNamed ? [keyFrom(values)] : await keysIn(invocation);
    const outcomes = await change({ set: [], withdraw, isWhole: values.all === true }, invocation);
    return outcomes.some(({ kind }) => kind === "absent") ? EXIT.refused : EXIT.done;
  },
};

async function change(wanted: Change, invocation: Invocation): Promise<Outcome[]> {
  const isDryRun = invocation.values["dry-run"] === true;
  const outcomes = await withStore(invocation, (store) => store.change(wanted, isDryRun));
  for (const outcome of outcomes) print(outcome, isDryRun, invocation.output);
  return outcomes;
}

function print(outcome: Outcome, isDryRun: boolean, output: Output): void {
  const { kind } = outcome;
  const isChange = kind !== "unchanged" && kind !== "absent";
  if (output.isJson) output.json({ ...eventToJson(outcome), isDryRun });
  else output.line(`${isDryRun && isChange ? "would be " : ""}${describeEvent(outcome)}`);
}

async function keysIn(invocation: Invocation): Promise<GivenKey[]> {
  const { policies, withdrawn } = await readPolicies(invocation.operands, invocation);
  return [...policies.map(({ nlri }) => nlri), ...withdrawn];
}

function keyFrom({ color, endpoint, distinguisher }: CommandValues): GivenKey {
  const given = { color: numberFrom(color), endpoint, distinguisher: numberFrom(distinguisher) };
  // A key without a value is no key.
  const key = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  try {
    return readKey(key);
  } catch (reason) {
    throw new UsageError(`srv6-pi delete: --${errorText(reason)}`);
  }
}

function numberFrom(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}
