import { fstatSync } from "node:fs";
import t from "tap";
import { SegmentMemory } from "../../../src/simulator/stats/memory.ts";

const BYTES = 1 << 20;

t.test("the file has its whole size, no name, and takes no room before it is written", async (t) => {
  using memory = new SegmentMemory(BYTES);
  const { size, nlink, blocks } = fstatSync(memory.descriptor);
  t.same({ size, nlink, blocks }, { size: BYTES, nlink: 0, blocks: 0 });
});

t.test("blocks are zeros, apart from each other, behind the first page and aligned to cache lines", async (t) => {
  using memory = new SegmentMemory(BYTES);
  const blocks = [1, 64, 65, 200, 3].map((byteLength) => ({ at: memory.allocate(byteLength), byteLength }));
  let end = 4096;
  for (const { at, byteLength } of blocks) {
    t.ok(at >= end && at % 64 === 0, `${byteLength} bytes at ${at}`);
    t.same(memory.read(at, byteLength), Buffer.alloc(byteLength));
    memory.write(at, Buffer.alloc(byteLength, 0xaa));
    end = at + byteLength;
  }
});

t.test("a freed block is used again, without its bytes", async (t) => {
  using memory = new SegmentMemory(BYTES);
  const at = memory.allocate(100);
  memory.write(at, Buffer.alloc(100, 0xaa));
  memory.free(at, 100);
  t.equal(memory.allocate(128), at);
  t.same(memory.read(at, 128), Buffer.alloc(128));
});

t.test("a full segment refuses blocks", async (t) => {
  using memory = new SegmentMemory(8192);
  memory.allocate(4096);
  t.throws(() => memory.allocate(1), { message: "the statistics segment of 8192 bytes is full" });
});
