import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { copyInput } from "../../../src/client/calls/copy-input.ts";

t.test("nothing that is done to the original shows in the copy", async (t) => {
  const address = Ip6Address.parse("fc00::1");
  const original = {
    number: 1,
    big: 1n,
    text: "a",
    address,
    bytes: Uint8Array.of(1, 2),
    buffer: Buffer.of(3, 4),
    list: [{ x: 1 }, { x: 2 }],
    nested: { flag: true, un: { case: "ip6", value: address } },
  };
  const copy = copyInput(original);
  original.bytes[0] = 9;
  original.buffer[0] = 9;
  original.list[0]!.x = 9;
  original.list.push({ x: 3 });
  original.nested.flag = false;
  original.nested.un.case = "ip4";
  t.strictSame(copy, {
    number: 1,
    big: 1n,
    text: "a",
    address,
    bytes: Uint8Array.of(1, 2),
    buffer: Uint8Array.of(3, 4),
    list: [{ x: 1 }, { x: 2 }],
    nested: { flag: true, un: { case: "ip6", value: address } },
  });
});

t.test("what cannot change is shared", async (t) => {
  const address = Ip6Address.parse("fc00::1");
  t.equal(copyInput({ address }).address, address);
});

t.test("what no message takes is passed on, for the codec to refuse", async (t) => {
  t.same([undefined, null, 1].map(copyInput), [undefined, null, 1]);
});
