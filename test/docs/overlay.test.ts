/** Draws the document of the demo as the README shows it. `TSVPP_UPDATE_GOLDEN=1` writes the picture anew. */
import { writeFileSync } from "node:fs";
import t from "tap";
import { graphOf } from "../../src/cli/graph/graph.ts";
import { svgText } from "../../src/cli/graph/svg.ts";
import { connect } from "../../src/client/index.ts";
import { apply, parseDocument, plan } from "../../src/desired/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { readText } from "../helpers.ts";

const PICTURE = "../docs/overlay.svg";
const CAPTION = { node: "edge1:/run/vpp/api.sock", time: new Date("2026-06-24T08:00:00Z") };

t.test("the picture of the README is that of the demo's document", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  await apply(vpp, await plan(vpp, await parseDocument(readText("../examples/overlay.yaml"), "overlay.yaml")));
  const srv6 = new Srv6(vpp);
  const read = await Promise.all([srv6.localSids(), srv6.policies(), srv6.steering()]);
  const drawn = svgText(graphOf(...read, new Map()), CAPTION);
  if (process.env.TSVPP_UPDATE_GOLDEN === "1")
    writeFileSync(new URL(`../../../test/${PICTURE}`, import.meta.url), drawn);
  t.equal(drawn, readText(PICTURE));
});
