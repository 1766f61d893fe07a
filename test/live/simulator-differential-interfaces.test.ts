import t from "tap";
import { compare } from "./comparison.ts";
import { interfaceStep, isLost } from "./interface-steps.ts";
import { observeDevices, observeRouting } from "./observe.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;
const seed = Number(process.env.TSVPP_SEED ?? Date.now() % 0x7fffffff);
const LIMIT_MS = 600_000;

t.setTimeout(LIMIT_MS);
t.test(
  `the simulator answers random messages about interfaces as VPP does, with TSVPP_SEED=${seed}`,
  { skip: socketPath === undefined && "TSVPP_VPP_SOCKET is not set" },
  async (t) => {
    const plan = {
      steps: interfaceStep,
      seed,
      isLeftOut: isLost,
      observe: [observeDevices, observeRouting],
      shown: [],
    };
    const summary = await compare(socketPath!, plan);
    if (summary === undefined) t.pass("no comparison", { skip: "the VPP is not fresh" });
    else t.comment(summary);
    t.pass("no difference");
  },
);
