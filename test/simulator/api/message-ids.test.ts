import t from "tap";
import { srPolicyAddV2, srPolicyAddV2Reply } from "../../../src/binapi/sr.ts";
import { type ApiSchema, mapDefinitions } from "../../../src/schema/index.ts";
import { loadApi, MessageIds } from "../../../src/simulator/api/index.ts";

const LONG = "x".repeat(70);

/** The ids of a VPP that are the same in every process. @see VPP src/vlibmemory/memclnt.api */
const BOOTSTRAP: readonly (readonly [id: number, name: string])[] = [
  [1, "memclnt_create"],
  [15, "sockclnt_create"],
  [16, "sockclnt_create_reply"],
  [17, "sockclnt_delete"],
  [18, "sockclnt_delete_reply"],
  [23, "control_ping"],
  [24, "control_ping_reply"],
  [28, "get_api_json_reply"],
];

for (const seed of [undefined, "a seed"]) {
  t.test(`bootstrap messages have VPP's ids with ${seed ?? "no seed"}, all others one each`, async (t) => {
    const ids = new MessageIds(await loadApi({}), seed);
    t.same(
      BOOTSTRAP.map(([id]) => [id, ids.byId[id]?.name]),
      BOOTSTRAP,
    );
    t.equal(ids.byId[0], undefined, "0 is never an id");
    const all = [...ids];
    t.same(
      all.map(({ id }) => id).sort((a, b) => a - b),
      all.map((_, place) => place + 1),
    );
    for (const each of all) t.equal(ids.byId[each.id], each);
  });
}

t.test("a seed gives one order, another seed another", async (t) => {
  const api = await loadApi({});
  const order = (seed?: string): string => Array.from(new MessageIds(api, seed), ({ name }) => name).join();
  t.equal(order("a"), order("a"));
  t.equal(new Set([order(), order("a"), order("b")]).size, 3);
});

t.test("a name is cut where it does not fit into the 64 bytes of a message table, NUL included", async (t) => {
  const ids = new MessageIds(await loadApi({ release: "26.06", alter: lengthen }));
  t.equal(ids.get(LONG).tableName, `${LONG}_12345678`.slice(0, 63));
  t.equal(ids.get("control_ping").tableName, "control_ping_51077d14");
});

t.test("a message is known with its answers and its least length", async (t) => {
  const ids = new MessageIds(await loadApi({}));
  // The lengths of VPP's packed structures: 10 and 30 bytes.
  t.match(ids.get("sr_policies_v2_dump"), { role: "dump", answers: ["sr_policies_v2_details"], leastBytes: 10 });
  t.match(ids.get("sr_policy_del"), { role: "request", answers: ["sr_policy_del_reply"], leastBytes: 30 });
  t.throws(() => ids.get("sr_polcy_del"), /sr_polcy_del/);
});

// VPP 24.02 answers sr_policy_add_v2 with the id of sr_policy_add_reply. @see VPP v24.02 src/vnet/srv6/sr_api.c
for (const [release, reply] of [
  ["24.02", "sr_policy_add_reply"],
  ["24.06", "sr_policy_add_v2_reply"],
] as const) {
  t.test(`VPP ${release} answers sr_policy_add_v2 with the id of ${reply}`, async (t) => {
    const ids = new MessageIds(await loadApi({ release }));
    t.equal(ids.byId[ids.answerId(srPolicyAddV2, srPolicyAddV2Reply)]?.name, reply);
  });
}

t.test("a message is served as it is, unless the release has another version of it", async (t) => {
  const now = new MessageIds(await loadApi({}));
  t.equal(now.served(srPolicyAddV2), srPolicyAddV2);
  const before = new MessageIds(await loadApi({ release: "24.02" }));
  t.equal(before.served(srPolicyAddV2).crc, before.get("sr_policy_add_v2").crc);
});

/** Gives one message a name of 70 characters. */
function lengthen(api: ApiSchema): ApiSchema {
  return mapDefinitions(api, {
    message: (message) => (message.name === "show_threads" ? { ...message, name: LONG, crc: "12345678" } : message),
  });
}
