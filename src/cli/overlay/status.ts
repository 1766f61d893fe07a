import { setTimeout as delay } from "node:timers/promises";
import { VppError } from "../../errors.ts";
import type { Command, Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { type Answer, askStatus, requireStatus, withAgent } from "./ask-agent.ts";
import { type Condition, parseCondition } from "./conditions.ts";
import { printStatus } from "./status-text.ts";

/** How long until the agent is asked again whether a condition holds. */
const POLL_MS = 250;

/** `tsvpp overlay status` */
export const status: Command = {
  operands: [],
  options: ["server", "until"],
  help: "",

  async run(invocation) {
    const { values, output } = invocation;
    const { until } = values;
    const answer =
      until === undefined
        ? await withAgent(invocation, askStatus)
        : await waitFor(until, parseCondition(until), invocation);
    const found = requireStatus(answer);
    if (output.isJson) output.json({ pid: answer.pid, ...found });
    else printStatus(output, found, answer.pid);
    return EXIT.done;
  },
};

/** Asks the agent again and again, also before it listens. @throws {VppError} `VPP_TIMEOUT` when the time of `--wait` is over. */
async function waitFor(text: string, isHeld: Condition, invocation: Invocation): Promise<Answer> {
  const { io, options } = invocation;
  const end = performance.now() + (options.waitMs ?? Number.POSITIVE_INFINITY);
  for (;;) {
    const reason = await whyNot(text, isHeld, invocation);
    if (typeof reason !== "string") return reason;
    const left = end - performance.now();
    if (left <= 0) throw new VppError("VPP_TIMEOUT", `after ${options.waitMs! / 1000} s: ${reason}`);
    await delay(Math.min(left, POLL_MS), undefined, { signal: io.signal });
  }
}

/** Returns the answer of the agent if the condition holds, else why it does not. */
async function whyNot(text: string, isHeld: Condition, invocation: Invocation): Promise<Answer | string> {
  try {
    const answer = await withAgent(invocation, askStatus);
    if (isHeld(requireStatus(answer))) return answer;
    return `the condition ${text} does not hold (see tsvpp overlay status)`;
  } catch (reason) {
    const isAbsent = reason instanceof VppError && ["VPP_CONNECT", "VPP_CONNECTION_LOST"].includes(reason.code);
    if (isAbsent) return reason.message;
    throw reason;
  }
}
