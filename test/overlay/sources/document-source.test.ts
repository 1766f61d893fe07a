import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import type { TePolicy } from "../../../src/overlay/documents/index.ts";
import { keyOfTunnel, OverlayModel } from "../../../src/overlay/model/index.ts";
import { takeDocument } from "../../../src/overlay/sources/index.ts";

function policy(endpoint: string, bsid: string, preference = 100): TePolicy {
  const segmentLists = [{ weight: 1, segments: [Ip6Address.parse("fcff:3::1")] }];
  return {
    endpoint: Ip6Address.parse(endpoint),
    family: "IPv6",
    bsid: Ip6Address.parse(bsid),
    preference,
    segmentLists,
  };
}

/** The selected paths as texts. */
function selectedIn(model: OverlayModel): string[] {
  return model.tunnels().map((tunnel) => `${tunnel.endpoint} ${model.selected(keyOfTunnel(tunnel))?.policy.bsid}`);
}

t.test("a document takes the place of the one before", async (t) => {
  const model = new OverlayModel("configmap", () => {});
  const take = (...policies: readonly TePolicy[]) => takeDocument(model, { localSids: {}, policies }, "te.yaml");
  take(policy("fd12::1000", "cafe::1"), policy("fd12::1000", "cafe::2", 200), policy("fd13::1000", "cafe::3"));
  t.same(selectedIn(model), ["fd12::1000 cafe::2", "fd13::1000 cafe::3"]);
  model.takeDirty();
  take(policy("fd12::1000", "cafe::1"), policy("fd12::1000", "cafe::2", 200), policy("fd13::1000", "cafe::3"));
  t.equal(model.takeDirty().tunnels.size, 0, "the same document changes nothing");
  take(policy("fd12::1000", "cafe::1"), policy("fd13::1000", "cafe::4"));
  t.same(selectedIn(model), ["fd12::1000 cafe::1", "fd13::1000 cafe::4"]);
  take();
  t.same(selectedIn(model), []);
});

t.test("two policies of a document may exchange their BSIDs", async (t) => {
  const model = new OverlayModel("configmap", () => {});
  const take = (...policies: readonly TePolicy[]) => takeDocument(model, { localSids: {}, policies }, "te.yaml");
  take(policy("fd12::1000", "cafe::1"), policy("fd13::1000", "cafe::2"));
  take(policy("fd12::1000", "cafe::2"), policy("fd13::1000", "cafe::1"));
  t.same(selectedIn(model).sort(), ["fd12::1000 cafe::2", "fd13::1000 cafe::1"]);
});
