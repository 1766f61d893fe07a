import { type Message, type Received, readFields, WireReader } from "../../wire/index.ts";

/** The messages that were received, kept as bytes: they are decoded when they are read. */
export class CallLog {
  readonly #calls = new Map<string, Buffer[]>();

  add(name: string, bytes: Buffer, at: number, byteLength: number): void {
    const copy = Buffer.from(bytes.subarray(at, at + byteLength));
    const calls = this.#calls.get(name);
    if (calls === undefined) this.#calls.set(name, [copy]);
    else calls.push(copy);
  }

  /** The fields of each call of a message, in order. */
  read<T>(message: Message<T>): Received<T>[] {
    const reader = new WireReader();
    return (this.#calls.get(message.name) ?? []).map((bytes) => {
      // What is received has a value in every field, also in those that a sender may leave out.
      return readFields(reader.over(bytes), 0, bytes.length, message) as Received<T>;
    });
  }
}
