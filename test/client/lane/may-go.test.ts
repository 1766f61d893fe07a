import t from "tap";
import { wantInterfaceEvents } from "../../../src/binapi/interface.ts";
import { ipRouteAddDel, ipRouteLookup, ipTableAddDel } from "../../../src/binapi/ip.ts";
import { apiVersions, controlPing, memclntDelete } from "../../../src/binapi/memclnt.ts";
import { srLocalsidAddDel, srPolicyAddV2, srSteeringAddDel } from "../../../src/binapi/sr.ts";
import { cliInband } from "../../../src/binapi/vlib.ts";
import { mayGo } from "../../../src/client/lane/may-go.ts";
import type { ServedRequest } from "../../../src/client/versions/served-messages.ts";
import type { Request } from "../../../src/wire/index.ts";

function goes<T, Reply>(request: Request<T, Reply>): boolean {
  return mayGo({ request, answer: request.reply } as unknown as ServedRequest);
}

t.test("requests with one short reply of fixed length, which VPP answers in order, may go", async (t) => {
  for (const go of [goes(srLocalsidAddDel), goes(srPolicyAddV2), goes(srSteeringAddDel), goes(controlPing)]) t.ok(go);
  for (const go of [goes(ipRouteAddDel), goes(ipTableAddDel)]) t.ok(go);
});

t.test("replies of variable length, events, and what a process of VPP answers, may not", async (t) => {
  t.notOk(goes(cliInband), "150 kB for show vlib graph");
  t.notOk(goes(ipRouteLookup), "a route has any number of paths");
  t.notOk(goes(apiVersions), "one row for each module");
  t.notOk(goes(wantInterfaceEvents));
  t.notOk(goes(memclntDelete));
});
