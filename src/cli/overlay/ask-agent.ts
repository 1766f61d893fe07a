import { type ControlClient, connectToControl, type Fields } from "../../control/index.ts";
import { VppError } from "../../errors.ts";
import type { Explanation, OverlayStatus } from "../../overlay/index.ts";
import type { Invocation } from "../command.ts";
import { ANSWER_FORMAT, DEFAULT_SERVER } from "./agent/index.ts";

/** A value as JSON gives it back: addresses and prefixes are texts. */
export type Plain<T> = T extends { toJSON(): infer Text }
  ? Text
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: Plain<T[Name]> }
      : T;

/** The state of an agent as its socket gives it. */
export type PlainStatus = Plain<OverlayStatus>;

/** How packets go, as the socket of the agent gives it. */
export type PlainExplanation = Plain<Explanation>;

/** What an agent answers. */
export interface Answer {
  /** The process that runs the agent. */
  readonly pid: number;
  /** Undefined while the agent waits for VPP. */
  readonly status: PlainStatus | undefined;
}

const SERVICE = {
  name: "overlay agent",
  wayOut: "start one with tsvpp overlay run, or name its socket with --server",
};

/** Connects to the running agent while `use` runs; an interruption ends the connection. */
export async function withAgent<T>(
  { values, io }: Pick<Invocation, "values" | "io">,
  use: (agent: ControlClient) => Promise<T>,
): Promise<T> {
  using agent = await connectToControl(values.server ?? DEFAULT_SERVER, SERVICE);
  const close = () => agent.close();
  io.signal.addEventListener("abort", close, { once: true });
  try {
    io.signal.throwIfAborted();
    return await use(agent);
  } finally {
    io.signal.removeEventListener("abort", close);
  }
}

/** Asks for the state. @throws {VppError} as `ControlClient.request`; `VPP_CONNECT` when it is an agent of another version. */
export async function askStatus(agent: ControlClient): Promise<Answer> {
  const { pid, status } = checked(await agent.request({ kind: "status" }));
  return { pid: Number(pid), status: status as PlainStatus | undefined };
}

/** Asks how packets to an address go. @throws {VppError} as `askStatus`; `VPP_FIELD_RANGE` when it is no address. */
export async function askExplanation(agent: ControlClient, address: string): Promise<PlainExplanation> {
  return checked(await agent.request({ kind: "explain", address })).explanation as PlainExplanation;
}

/** Returns the state of an agent. @throws {VppError} `VPP_CONNECT` while the agent waits for VPP. */
export function requireStatus({ pid, status }: Answer): PlainStatus {
  if (status !== undefined) return status;
  throw new VppError("VPP_CONNECT", `the agent (process ${pid}) still waits for VPP`);
}

function checked(answer: Fields): Fields {
  if (answer.agent === "tsvpp overlay" && answer.format === ANSWER_FORMAT) return answer;
  throw new VppError("VPP_CONNECT", "what answers is no overlay agent of this version of tsvpp: restart the agent");
}
