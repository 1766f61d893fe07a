import t from "tap";
import { localSidFrom, Srv6 } from "../../../src/srv6/index.ts";
import {
  hasPrefixLengths,
  readFoundLocalSids,
  readHasMicroSids,
  readLocalSids,
} from "../../../src/srv6/read/local-sids.ts";
import { simulated } from "../scene.ts";

t.test("local SIDs are read with prefix lengths, and a uA with its End SID", async (t) => {
  const { vpp } = await simulated(t);
  const srv6 = new Srv6(vpp);
  const end = { sid: "fcdd::1", behavior: { type: "End" }, prefixLength: 64 } as const;
  const uA = { sid: "fcdd:1::", behavior: { type: "uA", nextHop: "fe80::1", swIfIndex: 0 } } as const;
  await srv6.addLocalSid(end);
  await srv6.addLocalSid(uA);
  t.same(await readLocalSids(vpp), [localSidFrom(end), localSidFrom(uA)]);
  t.same(await readFoundLocalSids(vpp), [localSidFrom(end), { ...localSidFrom(uA), companionLength: 80 }]);
});

t.test("lengths of several SIDs of one address are those that the command line prints", async (t) => {
  const { vpp } = await simulated(t);
  const srv6 = new Srv6(vpp);
  const all = ([undefined, 64, 120] as const).map((length) => {
    const prefixLength = length === undefined ? {} : { prefixLength: length };
    return { sid: "fcdd::1", behavior: { type: "End" }, ...prefixLength } as const;
  });
  for (const each of all) await srv6.addLocalSid(each);
  t.same(await readLocalSids(vpp), all.map(localSidFrom));
});

for (const [release, hasLengths, hasMicroSids] of [
  ["24.02", false, false],
  ["25.02", false, true],
  ["26.06", true, true],
] as const) {
  t.test(
    `VPP ${release} ${hasMicroSids ? "has" : "has no"} uN, ${hasLengths ? "and" : "and no"} prefix lengths`,
    async (t) => {
      const { vpp } = await simulated(t, { release });
      t.equal(hasPrefixLengths(vpp), hasLengths);
      t.equal(await readHasMicroSids(vpp), hasMicroSids);
    },
  );
}
