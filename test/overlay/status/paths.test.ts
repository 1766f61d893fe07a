import t from "tap";
import { pathStatus, whyNot } from "../../../src/overlay/status/paths.ts";
import { type PathGiven, path } from "../model/scene.ts";

/** Why a path is not used, beside one of preference 100, originator AS 64512, 10.0.0.34, distinguisher 0, color 6. */
const reasons: readonly (readonly [other: PathGiven, reason: string])[] = [
  [{ preference: 11, distinguisher: 9 }, "its preference is lower than 100"],
  [{ originator: [64512, "10.0.0.35"], distinguisher: 9 }, "its originator is higher than 10.0.0.34"],
  [{ originator: [64513, "10.0.0.1"] }, "its originator is higher than 10.0.0.34"],
  [{ color: 94 }, "its color is higher"],
  [{ from: "fd00:35::2" }, "another peer has announced it too"],
  [{ source: "configmap", preference: 200 }, "paths of bgp are used"],
];

for (const [other, reason] of reasons) {
  t.test(`a path with ${JSON.stringify(other)}: ${reason}`, async (t) => {
    t.equal(whyNot(path(other), path()), reason);
  });
}

t.test("the lower distinguisher is named, and a tunnel without a usable path", async (t) => {
  t.equal(whyNot(path({ distinguisher: 1 }), path({ distinguisher: 2 })), "its distinguisher is lower");
  t.equal(whyNot(path(), undefined), "it cannot be used");
});

t.test("a path is shown with its shares and the overhead of its longest list", async (t) => {
  const lists = ["fcdd:0:0:12aa::6", "fcff:3::1 fcff:5::1 fcdd:0:0:12aa::6"];
  const status = pathStatus(path({ lists, name: "te" }));
  // Weights 1 and 2. An outer IPv6 header, and a Segment Routing Header of 8 bytes and 16 for each of three SIDs (RFC 8754).
  t.equal(status.overheadBytes, 40 + 8 + 16 * 3);
  t.match(
    status.lists.map(({ weight }) => weight),
    [1, 2],
  );
  // A third and two thirds, as near as VPP's 8 buckets come.
  t.same(
    status.lists.map(({ share }) => share),
    [3 / 8, 5 / 8],
  );
  t.match(status, {
    preference: 100,
    isBestEffort: false,
    from: "fd00:34::2",
    originator: "10.0.0.34",
    color: 6,
    distinguisher: 0,
    name: "te",
    since: "1970-01-01T00:00:00.000Z",
  });
  t.equal(pathStatus(path({ lists: lists.slice(0, 1) })).overheadBytes, 40, "one SID needs no Segment Routing Header");
});
