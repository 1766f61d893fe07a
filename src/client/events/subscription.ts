import { fieldName } from "../../field-name.ts";
import type { Event, Input, Request } from "../../wire/index.ts";
import type { Generation } from "../calls/index.ts";

/** The names that `want_*` messages have for the field that says on or off. */
const SWITCHES: ReadonlySet<string> = new Set(["enable_disable", "enable"]);

/** What VPP is asked to send: a `want_*` message and its fields. */
export class Subscription {
  /** Equal for all streams that share a subscription. */
  readonly key: string;
  readonly #want: Request<unknown, unknown> | undefined;
  /** What the caller gave for the message. */
  readonly #fields: object;

  constructor(event: Event<unknown, unknown>, fields: object) {
    this.#want = event.want?.();
    this.#fields = fields;
    const values = JSON.stringify(fields, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
    this.key = `${this.#want?.name ?? event.name} ${values}`;
  }

  /** Asks VPP for the events; does nothing for events that come unasked. */
  async switchOn(generation: Generation): Promise<void> {
    if (this.#want !== undefined) await generation.request(this.#want, switched(this.#want, this.#fields, true));
  }

  /** Asks VPP to send no more of the events, if it can be asked. */
  async switchOff(generation: Generation): Promise<void> {
    if (this.#want === undefined || !hasSwitch(this.#want)) return;
    await generation.request(this.#want, switched(this.#want, this.#fields, false));
  }
}

function hasSwitch(want: Request<unknown, unknown>): boolean {
  return want.codec.fields.some(([name]) => SWITCHES.has(name));
}

/** Completes the fields of a `want_*` message. */
function switched(want: Request<unknown, unknown>, fields: object, isOn: boolean): Input<unknown> {
  const own = want.codec.fields.flatMap(([name, type]) => {
    if (name === "pid") return [["pid", process.pid]];
    return SWITCHES.has(name) ? [[fieldName(name), type === "bool" ? isOn : Number(isOn)]] : [];
  });
  return { ...fields, ...Object.fromEntries(own) };
}
