import type { VppError } from "../../errors.ts";
import { type Memory, type Message, readFields, WireReader } from "../../wire/index.ts";
import { Steps } from "../steps.ts";
import { RawDetails } from "./raw-details.ts";
import { Views } from "./views.ts";

/**
 * The details of one dump between VPP and the caller. Details that no step waits for stay bytes until they are taken, since
 * the connection is read at VPP's pace: a VPP whose client does not read buffers without bound.
 */
export class DetailsQueue<Details> {
  readonly #raw = new RawDetails();
  readonly #reader = new WireReader();
  readonly #views: Views<Details> | undefined;
  readonly #maxBytes: number;
  readonly #steps: Steps<Details>;

  /** @param onEndKnown called when a step has learned of the end; perhaps more than once. */
  constructor(as: "object" | "view", maxBytes: number, onEndKnown: () => void) {
    this.#views = as === "view" ? new Views() : undefined;
    this.#maxBytes = maxBytes;
    this.#steps = new Steps(onEndKnown);
  }

  /** Whether more details may come. */
  get isOpen(): boolean {
    return this.#steps.isOpen;
  }

  /** Whether no details wait to be taken. */
  get isEmpty(): boolean {
    return this.#raw.byteLength === 0;
  }

  /**
   * Keeps a copy of details.
   *
   * @returns false when a step waits for them, or there is no room for them.
   */
  keep(memory: Memory, offset: number, byteLength: number): boolean {
    if (this.#steps.areWaiting || this.#raw.byteLength + byteLength > this.#maxBytes) return false;
    this.#raw.put(memory, offset, byteLength);
    return true;
  }

  /**
   * Gives details to the step that waits.
   *
   * @param reader set to the memory that the details lie in.
   * @returns false when no step waits.
   * @throws {VppError} `VPP_WIRE_RANGE` when they are too short.
   */
  give(reader: WireReader, offset: number, byteLength: number, message: Message<Details>): boolean {
    if (!this.#steps.areWaiting) return false;
    if (this.#views === undefined) this.#steps.give(readFields(reader, offset, byteLength, message));
    else {
      // The step goes on when the memory is in use again.
      this.#raw.put(reader, offset, byteLength);
      this.#steps.give(this.#read(message));
    }
    return true;
  }

  /** Ends the step before the next one: a view shows nothing until then. */
  endStep(): void {
    this.#views?.hide();
  }

  /**
   * Takes the oldest of the details; only while some wait.
   *
   * @throws {VppError} `VPP_WIRE_RANGE` when they are too short.
   */
  take(message: Message<Details>): Promise<IteratorResult<Details, undefined>> {
    const value = this.#read(message);
    return this.#views?.step ?? Promise.resolve({ done: false, value });
  }

  /** Waits for the next details, or gives the end; only while none wait. */
  wait(): Promise<IteratorResult<Details, undefined>> {
    return this.#steps.next();
  }

  /** Ends the queue behind the details that wait. */
  end(reason?: VppError): void {
    this.#steps.end(reason);
  }

  /** Throws away the details that wait. After the end, `reason` takes the place of a reason of which no step has learned. */
  cut(reason: VppError): void {
    this.#raw.clear();
    if (!this.isOpen) this.#steps.replaceReason(reason);
  }

  /** Throws away the details that wait, and ends the queue without a reason. */
  leave(): Promise<IteratorResult<Details, undefined>> {
    this.#raw.clear();
    this.#steps.end();
    this.#steps.forgetReason();
    return this.#steps.next();
  }

  /** Reads the oldest of the details that wait. */
  #read(message: Message<Details>): Details {
    const { memory, offset, byteLength } = this.#raw.take();
    if (this.#views !== undefined) return this.#views.show(message, memory, offset, byteLength);
    return readFields(this.#reader.over(memory.bytes, memory.view), offset, byteLength, message);
  }
}
