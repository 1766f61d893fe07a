import t from "tap";
import { PathTracing } from "../../../../src/simulator/model/srv6/path-tracing.ts";

const PLAIN = { swIfIndex: 2, id: 0, ingressLoad: 0, egressLoad: 0, ttsTemplate: 0 };

// VPP 26.06's return values, as measured, in the order of its checks.
const adds = [
  { title: "an interface", fields: {}, retval: 0 },
  { title: "an interface that has it", fields: { swIfIndex: 1, id: 4096 }, retval: -2 },
  { title: "an id of 4096", fields: { id: 4096, ingressLoad: 16 }, retval: -4 },
  { title: "an ingress load of 16", fields: { ingressLoad: 16, ttsTemplate: 4 }, retval: -5 },
  { title: "an egress load of 16", fields: { egressLoad: 16 }, retval: -5 },
  { title: "template 4", fields: { ttsTemplate: 4 }, retval: -6 },
  { title: "the most of everything", fields: { id: 4095, ingressLoad: 15, egressLoad: 15, ttsTemplate: 3 }, retval: 0 },
];

for (const { title, fields, retval } of adds) {
  t.test(`gives ${retval} for ${title}`, async (t) => {
    const pathTracing = new PathTracing();
    pathTracing.add({ ...PLAIN, swIfIndex: 1 });
    t.equal(pathTracing.add({ ...PLAIN, ...fields }), retval);
  });
}

t.test("lists interfaces by place, the one freed last being taken first", async (t) => {
  const pathTracing = new PathTracing();
  for (const swIfIndex of [5, 6, 7]) pathTracing.add({ ...PLAIN, swIfIndex });
  t.equal(pathTracing.remove(6), 0);
  t.equal(pathTracing.remove(6), -1);
  pathTracing.add({ ...PLAIN, swIfIndex: 8 });
  t.same(
    [...pathTracing].map(({ swIfIndex }) => swIfIndex),
    [5, 8, 7],
  );
});
