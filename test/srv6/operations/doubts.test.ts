import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { doubtsOf } from "../../../src/srv6/operations/doubts.ts";

const bsid = Ip6Address.parse("cafe::1");
const traffic = { kind: "l3", prefix: Prefix.parse("10.1.0.0/16"), tableId: 0 } as const;

t.test(
  "after a refusal what the operations change is read again, and what VPP can have refused them for",
  async (t) => {
    const steer = { op: "steer", traffic, bsid } as const;
    t.same([...doubtsOf([steer])].sort(), ["interfaces", "policies", "steering", "tables"]);
    const segmentList = { segments: [bsid], weight: 1 };
    t.same([...doubtsOf([{ op: "setWeight", bsid, segmentList, weight: 2 }])], ["policies"]);
    const route = { prefix: Prefix.parse("fcff::/48"), tableId: 7 };
    const deletion = { op: "deleteRoute", route } as const;
    t.same([...doubtsOf([deletion, deletion])].sort(), ["IPv6 table 7", "tables"]);
  },
);
