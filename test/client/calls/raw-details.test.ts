import fc from "fast-check";
import t from "tap";
import { RawDetails } from "../../../src/client/calls/raw-details.ts";

/** The bytes of the oldest message. */
function take(details: RawDetails): string {
  const { memory, offset, byteLength } = details.take();
  t.equal(memory.view.getUint8(offset), memory.bytes[offset]);
  return memory.bytes.toString("hex", offset, offset + byteLength);
}

function memoryOf(bytes: Buffer): { readonly bytes: Buffer; readonly view: DataView } {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
}

t.test("messages come out as they went in, in order, whatever their lengths", async (t) => {
  const lengths = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(4092, 4093, 300_000));
  const comeOut = fc.property(fc.array(fc.tuple(lengths, fc.nat(3)), { maxLength: 60 }), (steps) => {
    const details = new RawDetails();
    const expected: string[] = [];
    for (const [byteLength, takes] of steps) {
      const memory = Buffer.alloc(byteLength + 2, expected.length + 1);
      details.put(memoryOf(memory), 1, byteLength);
      expected.push(memory.toString("hex", 1, byteLength + 1));
      // The memory belongs to the transport, which goes on using it.
      memory.fill(0xff);
      for (let i = 0; i < takes && expected.length > 0; i++) if (take(details) !== expected.shift()) return false;
      if (details.byteLength !== expected.join("").length / 2) return false;
    }
    return expected.every((message) => take(details) === message) && details.byteLength === 0;
  });
  t.doesNotThrow(() => fc.assert(comeOut));
});

t.test("what waits can be thrown away", async (t) => {
  const details = new RawDetails();
  details.put(memoryOf(Buffer.from("0102", "hex")), 0, 2);
  details.put(memoryOf(Buffer.from("0304", "hex")), 0, 2);
  take(details);
  details.clear();
  t.equal(details.byteLength, 0);
  details.put(memoryOf(Buffer.from("05", "hex")), 0, 1);
  t.equal(take(details), "05");
});
