import { describePolicy, policyToJson } from "../../injector/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { readPolicies } from "./store.ts";

/** `tsvpp srv6-pi validate FILE...` */
export const validate: Command = {
  operands: ["FILE..."],
  options: ["headend"],
  help: "",

  async run(invocation) {
    const { output } = invocation;
    const { policies, withdrawn } = await readPolicies(invocation.operands, invocation);
    for (const policy of policies) {
      if (output.isJson) output.json(policyToJson(policy));
      else output.line(describePolicy(policy));
    }
    for (const nlri of withdrawn) {
      if (output.isJson) output.json({ nlri, iswithdraw: true });
      else
        output.line(
          `withdraws SR policy to ${nlri.endpoint}, color ${nlri.color}, distinguisher ${nlri.distinguisher}`,
        );
    }
    return EXIT.done;
  },
};
