import t from "tap";
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
