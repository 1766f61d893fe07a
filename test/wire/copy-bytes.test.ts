import t from "tap";
import { viewOf as viewOfBuffer } from "../../src/wire/copy-bytes.ts";
import { copyBytes } from "../../src/wire/index.ts";
import { viewOf } from "../helpers.ts";

t.test("bytes of any number come over as they are, and nothing beside them changes", async (t) => {
  for (const byteLength of [0, 1, 3, 4, 5, 53, 127, 128, 129, 300]) {
    const from = Buffer.from(Array.from({ length: byteLength + 4 }, (_, at) => at % 251));
    const to = Buffer.alloc(byteLength + 6, 0xee);
    copyBytes({ bytes: from, view: viewOf(from) }, 1, { bytes: to, view: viewOf(to) }, 3, byteLength);
    const expected = Buffer.concat([Buffer.alloc(3, 0xee), from.subarray(1, 1 + byteLength), Buffer.alloc(3, 0xee)]);
    t.equal(to.toString("hex"), expected.toString("hex"), `${byteLength} bytes`);
  }
});

t.test("a view has the bytes of its buffer, also in the middle of some memory", async (t) => {
  const view = viewOfBuffer(Buffer.from([1, 2, 3, 4]).subarray(1, 3));
  t.equal(view.byteLength, 2);
  t.equal(view.getUint16(0), 0x0203);
});
