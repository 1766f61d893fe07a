import t from "tap";
import { compare } from "./comparison.ts";
import { observeRouting, observeSrv6 } from "./observe.ts";
import { randomStep } from "./random-steps.ts";
import { isUndefined } from "./undefined-steps.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;
const seed = Number(process.env.TSVPP_SEED ?? Date.now() % 0x7fffffff);
const LIMIT_MS = 600_000;

const SHOWN = [
  "show sr localsids",
  "show sr policies",
  "show sr steering-policies",
  "show sr encaps source addr",
  "show sr encaps hop-limit",
];

t.setTimeout(LIMIT_MS);
t.test(
  `the simulator answers random SRv6 messages as VPP does, with TSVPP_SEED=${seed}`,
  { skip: socketPath === undefined && "TSVPP_VPP_SOCKET is not set" },
  async (t) => {
    const plan = {
      steps: randomStep,
      seed,
      isLeftOut: isUndefined,
      observe: [observeSrv6, observeRouting],
      shown: SHOWN,
    };
    const summary = await compare(socketPath!, plan);
    if (summary === undefined) t.pass("no comparison", { skip: "the VPP is not fresh" });
    else t.comment(summary);
    t.pass("no difference");
  },
);
