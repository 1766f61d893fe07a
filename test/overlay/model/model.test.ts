import t from "tap";
import { familyOf, OverlayModel } from "../../../src/overlay/model/index.ts";
import { node, path, prefix, tunnel, tunnelKey } from "./scene.ts";

const IP6 = "fdfb:af47:32af:2::/122";
const NODE2 = tunnelKey("fd12::1000");

function model(source: "bgp" | "configmap" = "bgp"): { readonly model: OverlayModel; calls(): number } {
  let calls = 0;
  return { model: new OverlayModel(source, () => calls++), calls: () => calls };
}

/** What has changed, as texts. */
function dirtyOf(model: OverlayModel): string[] {
  const { tunnels, prefixes, locators } = model.takeDirty();
  return [
    ...[...tunnels.values()].map(({ endpoint, family }) => `${family} to ${endpoint}`),
    ...[...prefixes.values()].map((each) => `prefix ${each}`),
    ...[...locators.values()].map((each) => `locator ${each}`),
  ].sort();
}

const bsidOf = (model: OverlayModel) => String(model.selected(NODE2)?.policy.bsid);

t.test("packets to IPv4 prefixes are of family IPv4", async (t) => {
  t.equal(familyOf(prefix("172.16.0.0/16")), "IPv4");
  t.equal(familyOf(prefix("fdfb::/48")), "IPv6");
});

t.test("nothing is wanted before prefix and path are known, in either order", async (t) => {
  for (const isPathFirst of [true, false]) {
    const { model: known } = model();
    const steps = [
      () => known.paths.bgp.set("a", path()),
      () => known.prefixes.set("peer", prefix(IP6), node("fd12::1000")),
    ];
    if (!isPathFirst) steps.reverse();
    t.equal(known.wantedPath(tunnel("fd12::1000")), undefined);
    steps[0]!();
    t.equal(known.wantedPath(tunnel("fd12::1000")), undefined);
    t.equal(known.wantedPathTo(prefix(IP6).toKey()), undefined);
    steps[1]!();
    t.equal(String(known.wantedPath(tunnel("fd12::1000"))?.policy.bsid), "cafe::1c2");
    t.equal(String(known.wantedPathTo(prefix(IP6).toKey())?.policy.bsid), "cafe::1c2");
    t.equal(known.wantedPath(tunnel("fd12::1000", "IPv4")), undefined, "a path is of one family");
  }
});

t.test("what has changed is noted once, until it is taken", async (t) => {
  const { model: known, calls } = model();
  known.prefixes.set("peer", prefix(IP6), node("fd12::1000"));
  known.paths.bgp.set("a", path());
  known.locators.set("peer", prefix("fcdd:0:0:12aa::/64"), node("fd12::1000"));
  t.ok(calls() > 0);
  t.same(dirtyOf(known), ["IPv6 to fd12::1000", "locator fcdd:0:0:12aa::/64", `prefix ${IP6}`]);
  t.same(dirtyOf(known), []);
  known.prefixes.set("other", prefix(IP6), node("fd13::1000"));
  t.same(dirtyOf(known), ["IPv6 to fd12::1000", "IPv6 to fd13::1000", `prefix ${IP6}`], "a move is of both nodes");
});

t.test("updates that are repeated change nothing", async (t) => {
  const { model: known, calls } = model();
  const say = () => {
    known.prefixes.set("peer", prefix(IP6), node("fd12::1000"));
    known.paths.bgp.set("a", path());
    known.locators.set("peer", prefix("fcdd:0:0:12aa::/64"), node("fd12::1000"));
  };
  say();
  known.takeDirty();
  const before = calls();
  for (let count = 0; count < 1000; count++) say();
  t.equal(calls(), before);
  t.same(dirtyOf(known), []);
});

t.test("paths of the source that is not followed are known, but not used", async (t) => {
  const { model: known } = model("configmap");
  known.paths.bgp.set("a", path({ bsid: "cafe::1" }));
  t.same([dirtyOf(known), bsidOf(known)], [[], "undefined"]);
  known.paths.configmap.set("b", path({ bsid: "cafe::2", preference: 1, source: "configmap" }));
  t.equal(bsidOf(known), "cafe::2");
  t.match(known.candidates(NODE2), [
    { candidate: { origin: { source: "configmap" } } },
    { candidate: { origin: { source: "bgp" } } },
  ]);
});

t.test("a tunnel keeps its path of the source before until it is forgotten, if the new source has none", async (t) => {
  const { model: known } = model();
  known.paths.bgp.set("a", path({ bsid: "cafe::1" }));
  known.paths.bgp.set("b", path({ bsid: "cafe::2", endpoint: "fd13::1000" }));
  known.paths.configmap.set("c", path({ bsid: "cafe::3", endpoint: "fd13::1000", preference: 1 }));
  known.takeDirty();
  known.follow("configmap");
  t.same(dirtyOf(known), ["IPv6 to fd12::1000", "IPv6 to fd13::1000"]);
  t.equal(bsidOf(known), "cafe::1");
  t.equal(String(known.selected(tunnelKey("fd13::1000"))?.policy.bsid), "cafe::3");
  known.paths.bgp.set("a", path({ bsid: "cafe::4" }));
  t.match(dirtyOf(known), ["IPv6 to fd12::1000"], "it follows changes of the source before");
  known.forgetBefore();
  t.same(dirtyOf(known), ["IPv6 to fd12::1000", "IPv6 to fd13::1000"]);
  t.equal(bsidOf(known), "undefined");
  known.forgetBefore();
  known.follow("configmap");
  t.same(dirtyOf(known), []);
});

t.test("tunnels are those with a path of any source, or with prefixes", async (t) => {
  const { model: known } = model();
  known.prefixes.set("peer", prefix("172.16.1.0/24"), node("fd12::1000"));
  known.paths.configmap.set("a", path({ endpoint: "fd13::1000" }));
  known.paths.bgp.set("b", path({ family: "IPv4" }));
  const texts = known.tunnels().map(({ endpoint, family }) => `${family} to ${endpoint}`);
  t.same(texts.sort(), ["IPv4 to fd12::1000", "IPv6 to fd13::1000"]);
  const owned = [...known.prefixesOf(tunnel("fd12::1000", "IPv4"))];
  t.match(owned, [{ prefix: prefix("172.16.1.0/24"), from: "peer" }]);
  known.takeDirty();
  known.noteAll();
  t.same(dirtyOf(known), ["IPv4 to fd12::1000", "IPv6 to fd13::1000", "prefix 172.16.1.0/24"]);
});
