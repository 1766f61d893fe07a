import { join } from "node:path";
import t from "tap";
import type { InjectorEvent } from "../../src/injector/events.ts";
import { connectToGobgp } from "../../src/injector/gobgp.ts";
import { encodeProto } from "../../src/injector/protobuf.ts";
import { bytes, temporaryFolder } from "../helpers.ts";
import { startFakeGobgp } from "./fake-gobgp.ts";
import { PAPER_FILE, PAPER_PATH, PAPER_REACH, plain, policiesIn, TWO_LISTS_FILE } from "./policies.ts";

const [PAPER] = policiesIn(PAPER_FILE);
const OTHERS = policiesIn(TWO_LISTS_FILE, "10.0.0.11");
const BOTH = { set: [PAPER!, ...OTHERS], withdraw: [], isWhole: false };
const NOTHING = { set: [], withdraw: [], isWhole: true };
const NLRI = bytes("c0 00000004 0000005e fd110000000000000000000000001000").toString("hex");
const hex = (text: string) => bytes(text).toString("hex");

/** The names of the service, and the numbers of the table of all routes: those of GoBGP 3 and 4. */
for (const [service, tableType] of [
  ["apipb.GobgpApi", 0],
  ["api.GoBgpService", 1],
] as const) {
  t.test(`policies of ${service} are created, listed and deleted as BGP's own bytes`, async (t) => {
    const fake = await startFakeGobgp(t, service);
    const store = await connectToGobgp(fake.target);
    t.teardown(() => store.close());
    t.match(await store.change(BOTH, true), [{ kind: "created" }, { kind: "created" }]);
    t.same(await store.list(), []);
    await store.change(BOTH, false);
    t.same(fake.added[0], {
      tableType,
      nlri: NLRI,
      attributes: [PAPER_REACH, "40010100", "400200", PAPER_PATH].map(hex),
    });
    // Without a next hop, GoBGP sets its own address in place of ::.
    t.ok(fake.added[1]!.attributes[0]!.includes(`10${"00".repeat(17)}c00a00000b`));
    const since = new Date(1_796_000_000_000);
    t.same(plain(await store.list()), plain(BOTH.set.map((policy) => ({ policy, since, peers: [] }))));
    t.match(await store.change(BOTH, false), [{ kind: "unchanged" }, { kind: "unchanged" }]);
    t.equal(fake.added.length, 2);
    t.match(await store.change(NOTHING, false), [{ kind: "deleted" }, { kind: "deleted" }]);
    t.equal(fake.paths.size, 0);
  });
}

t.test("routes of peers, and such that cannot be read, are neither listed nor deleted", async (t) => {
  const fake = await startFakeGobgp(t, "apipb.GobgpApi");
  const fields = [[20, bytes(NLRI)], ...[PAPER_REACH, PAPER_PATH].map((each) => [21, bytes(each)] as const)] as const;
  fake.paths.set("peer", encodeProto([15, Buffer.from("fd12::1000")], ...fields));
  fake.paths.set("broken", encodeProto(fields[0]!, [21, bytes("400101")]));
  fake.paths.set("no policy", encodeProto(fields[0]!, fields[1]!));
  const store = await connectToGobgp(fake.target);
  t.teardown(() => store.close());
  t.same(await store.change(NOTHING, false), []);
  for (const own of ["", "<nil>", "invalid IP"]) {
    fake.paths.set("own", encodeProto([15, Buffer.from(own)], ...fields));
    t.match(await store.list(), [{ since: undefined, policy: { nlri: { color: 94 } } }], `neighbor "${own}"`);
  }
});

t.test("changes are watched until the client is closed", async (t) => {
  const fake = await startFakeGobgp(t, "api.GoBgpService");
  const store = await connectToGobgp(fake.target);
  const events: InjectorEvent[] = [];
  let onCreated = () => {};
  const created = new Promise<void>((resolve) => {
    onCreated = resolve;
  });
  const watching = store.watch((event) => {
    events.push(event);
    if (event.kind === "created") onCreated();
    if (event.kind === "deleted") store.close();
  });
  await fake.watched;
  const other = await connectToGobgp(fake.target);
  t.teardown(() => other.close());
  await other.change({ ...BOTH, set: [PAPER!] }, false);
  await created;
  await other.change(NOTHING, false);
  await watching;
  t.same(
    events.map(({ kind }) => kind),
    ["created", "deleted"],
  );
});

t.test("a refusal names the policy, and the end of gobgpd is an error", async (t) => {
  const fake = await startFakeGobgp(t, "apipb.GobgpApi");
  const store = await connectToGobgp(fake.target);
  t.teardown(() => store.close());
  fake.refusal = "bad \u001b attribute";
  await t.rejects(store.change(BOTH, false), {
    code: "VPP_FIELD_RANGE",
    message: /: not created: SR policy to fd1[12]::1000, .*: bad \\x1b attribute$/,
  });
  const watching = store.watch(() => {});
  await fake.watched;
  fake.end();
  await t.rejects(watching, { code: /VPP_CONNECT|VPP_CONNECTION_LOST/ });
});

t.test("what is no gobgpd is refused", async (t) => {
  const none = `unix:${join(temporaryFolder(t), "gobgp.sock")}`;
  await t.rejects(connectToGobgp(none), { code: "VPP_CONNECT", message: /^gobgpd unix:.*ENOENT/ });
  const other = await startFakeGobgp(t, "apipb.GobgpApiX" as "apipb.GobgpApi");
  await t.rejects(connectToGobgp(other.target), { code: "VPP_CONNECT", message: /no gobgpd: it has neither apipb/ });
});
