import t from "tap";
import { FAULTS_HELP, parseFault } from "../../src/cli/fault.ts";
import type { Fault } from "../../src/simulator/index.ts";

const faults: readonly (readonly [text: string, fault: Fault])[] = [
  ["drop", { kind: "drop" }],
  ["drop:9", { kind: "drop", after: 9 }],
  ["delay:300", { kind: "delay", ms: 300 }],
  ["busy:1000@sr_policy_add", { kind: "busy", ms: 1000, message: "sr_policy_add" }],
  ["end:3@sw_interface_dump", { kind: "end", after: 3, message: "sw_interface_dump" }],
  [
    "retval:-6@sr_policy_add,sr_policy_add_v2",
    { kind: "retval", retval: -6, message: ["sr_policy_add", "sr_policy_add_v2"] },
  ],
  ["reset@sockclnt_create", { kind: "reset", message: "sockclnt_create" }],
  ["cut:0", { kind: "cut", bytes: 0 }],
  ["fragment:4096", { kind: "fragment", bytes: 4096 }],
  ["garbage", { kind: "garbage" }],
  ["garbage:00fF", { kind: "garbage", bytes: Buffer.from([0, 255]) }],
  ["garbage-length:4294967295", { kind: "garbage-length", length: 0xffffffff }],
  ["refuse:2", { kind: "refuse", times: 2 }],
  ["slow-reader:16", { kind: "slow-reader", bytes: 16 }],
];

for (const [text, fault] of faults) {
  t.test(`reads ${text}`, async (t) => {
    t.same(parseFault(text), fault);
  });
}

const refused: readonly (readonly [text: string, reason: string])[] = [
  ["dorp", "--fault: no such fault: dorp; did you mean drop?"],
  ["wrong-cleint", "--fault: no such fault: wrong-cleint; did you mean wrong-client?"],
  ["", "--fault: no such fault: "],
  ["toString", "--fault: no such fault: toString"],
  ["delay", "--fault delay: MS is expected after the name"],
  ["delay:", "--fault delay:: MS is expected after the name"],
  ["fragment:x", "--fault fragment:x: BYTES is expected after the name"],
  ["delay:-1", "--fault delay:-1: MS is expected after the name"],
  ["garbage:0", "--fault garbage:0: HEX is expected after the name"],
  ["refuse@sockclnt_create", "--fault refuse@sockclnt_create: this fault takes no @MESSAGE"],
];

for (const [text, reason] of refused) {
  t.test(`refuses "${text}"`, async (t) => {
    t.throws(() => parseFault(text), { name: "UsageError", message: reason });
  });
}

t.test("the help has a line for each of them", async (t) => {
  t.equal(FAULTS_HELP.match(/^ {2}[a-z-]+\[?(:[A-Z]+)?\]? {2,}\S.*$/gm)?.length, 19);
});
