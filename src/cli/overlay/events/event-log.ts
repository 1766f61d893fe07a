import type { SpeakerEvent } from "../../../bgp/index.ts";
import type { OverlayEvent } from "../../../overlay/index.ts";
import type { Invocation } from "../../command.ts";
import { writeError } from "../../io.ts";
import { eventToJson } from "./event-json.ts";
import { eventText } from "./event-text.ts";

/** So many different reasons of one peer are reported until its next session: a peer can make up new ones without end. */
const MAX_REASONS = 100;

/** So many names are known: peers can announce ever new nodes. */
const MAX_NAMES = 10_000;

/** The peer of events that concern none. */
const NO_PEER = "";

/** Prints what happens to an agent: news to standard output, troubles to standard error. */
export class EventLog {
  readonly #invocation: Pick<Invocation, "output" | "io">;
  /** The name of each node, by the key of its address. */
  readonly #names = new Map<string, string>();
  /** By peer, the reasons that were reported since its last session began. */
  readonly #reasons = new Map<string, Set<string>>();

  constructor(invocation: Pick<Invocation, "output" | "io">) {
    this.#invocation = invocation;
  }

  /** Prints an event, unless it repeats what a peer's attempts before it have shown. */
  take(event: OverlayEvent): void {
    if (event.type === "bgp" && this.#isRepeated(event.event)) return;
    if (event.type === "tunnel") for (const path of [event.before, event.path]) this.#learn(path);
    const nameOf = (node: { toKey(): string }) => this.#names.get(node.toKey());
    const { output } = this.#invocation;
    const line = eventText(event, nameOf);
    if (output.isJson) output.json(eventToJson(event, event.type === "tunnel" ? nameOf(event.endpoint) : undefined));
    else if (line?.isTrouble === false) output.line(line.text);
    if (line?.isTrouble) this.trouble(line.text);
  }

  /** Prints something that happens to the agent itself. */
  news(type: string, text: string): void {
    const { output } = this.#invocation;
    if (output.isJson) output.json({ type, text });
    else output.line(text);
  }

  /** Prints an error, which can have several lines. */
  trouble(text: string): void {
    writeError(this.#invocation.io, text);
  }

  /** The best-effort path of a node has its name. */
  #learn(path: (OverlayEvent & { type: "tunnel" })["path"]): void {
    const { isBestEffort, name } = path?.origin ?? {};
    if (path === undefined || !isBestEffort || name === undefined) return;
    this.#names.set(path.endpoint.toKey(), name);
    const [oldest] = this.#names.keys();
    if (this.#names.size > MAX_NAMES) this.#names.delete(oldest!);
  }

  #isRepeated(event: SpeakerEvent): boolean {
    const peer = "peer" in event ? event.peer : NO_PEER;
    if (event.kind === "up" || event.kind === "listening") this.#reasons.delete(peer);
    const reason = repeatable(event);
    if (reason === undefined) return false;
    const reported = this.#reasons.get(peer) ?? new Set();
    this.#reasons.set(peer, reported);
    if (reported.has(reason) || reported.size >= MAX_REASONS) return true;
    reported.add(reason);
    return false;
  }
}

/** Returns what is reported once only of an event that can come again and again. */
function repeatable(event: SpeakerEvent): string | undefined {
  switch (event.kind) {
    case "refused":
    case "fault":
    case "not-listening":
      return `${event.kind} ${event.reason}`;
    case "stranger":
      return `stranger ${event.address}`;
    default:
      return undefined;
  }
}
