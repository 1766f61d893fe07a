import { isDeepStrictEqual } from "node:util";
import t from "tap";
import { directory } from "../../src/binapi/directory.ts";
import { srLocalsidsDetails } from "../../src/binapi/sr.ts";
import { type Message, MessageView } from "../../src/wire/index.ts";
import { bytes, decode, loadDescriptors, readGolden, viewOf } from "../helpers.ts";

/** `sr_localsids_details` of VPP 26.06: fc00::<last>, End.DX6 by fe80::1 on interface 7. */
function localSid(last: string): Buffer {
  return bytes(`0344 00000001 fc00${"00".repeat(13)}${last} 01 06 00000002 00000000
    01 fe80 ${"00".repeat(13)} 01 00000007`);
}

function show<T>(view: MessageView<T>, message: Buffer, byteLength = message.length): T {
  view.moveTo(message, viewOf(message), 0, byteLength);
  return view.fields;
}

t.test("each field is what VPP sent, of the type that a message read as a whole has", async (t) => {
  const { addr, endPsp, behavior, xconnectNhAddr, xconnectIfaceOrVrfTable } = show(
    new MessageView(srLocalsidsDetails),
    localSid("0a"),
  );
  t.same([String(addr), endPsp, behavior], ["fc00::a", true, 6]);
  t.same([String(xconnectNhAddr), xconnectIfaceOrVrfTable], ["fe80::1", 7]);
});

t.test("of all details that VPP 26.06 has, a view's copy is the message read as a whole", async (t) => {
  const descriptors = await loadDescriptors(directory);
  const answers = new Set(
    directory.flatMap(([, , , role, [details = ""]]) => (role === "dump" || role === "paged" ? [details] : [])),
  );
  const vectors = readGolden().vectors.filter(({ name }) => answers.has(name));
  t.ok(vectors.length > 300);
  const differing = vectors.filter(({ name, hex }) => {
    const message = descriptors.get(name) as Message<object>;
    t.ok(message.codec.parts !== undefined || message.codec.fields.length === 0, `${name} is read field by field`);
    return !isDeepStrictEqual({ ...show(new MessageView(message), bytes(hex)) }, decode(message, bytes(hex)));
  });
  t.same(
    differing.map(({ name }) => name),
    [],
  );
});

t.test("a view shows one message after the other, and copies of it stay", async (t) => {
  const view = new MessageView(srLocalsidsDetails);
  const copy = { ...show(view, localSid("01")) };
  const next = show(view, localSid("02"));
  t.same([String(copy.addr), String(next.addr)], ["fc00::1", "fc00::2"]);
  t.equal(JSON.parse(JSON.stringify(next)).addr, "fc00::2");
});

t.test("a message that is gone is told apart", async (t) => {
  const view = new MessageView(srLocalsidsDetails);
  const stale = { code: "VPP_STALE_VIEW", messageName: "sr_localsids_details" };
  t.throws(() => view.fields.addr, stale);
  show(view, localSid("01"));
  view.end();
  t.throws(() => view.fields.addr, stale);
});

t.test("a message that is too short is refused, and shown by nobody", async (t) => {
  const view = new MessageView(srLocalsidsDetails);
  show(view, localSid("01"));
  t.throws(() => show(view, localSid("02"), 52), { code: "VPP_WIRE_RANGE" });
  t.throws(() => view.fields.addr, { code: "VPP_STALE_VIEW" });
});

t.test("a codec that reads only whole messages has views too, which read each message once", async (t) => {
  let reads = 0;
  const { parts: _, ...codec } = srLocalsidsDetails.codec;
  const read: typeof codec.read = (reader, at) => {
    reads++;
    return codec.read(reader, at);
  };
  const view = new MessageView({ ...srLocalsidsDetails, codec: { ...codec, read } });
  for (const last of ["01", "02"]) {
    const { addr, behavior } = show(view, localSid(last));
    t.same([String(addr), behavior], [`fc00::${Number(last)}`, 6]);
  }
  t.equal(reads, 2);
  view.end();
  t.throws(() => view.fields.addr, { code: "VPP_STALE_VIEW" });
});
