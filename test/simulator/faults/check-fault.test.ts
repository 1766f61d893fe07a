import t from "tap";
import { controlPing } from "../../../src/binapi/memclnt.ts";
import { checkFault } from "../../../src/simulator/faults/check-fault.ts";
import type { Fault } from "../../../src/simulator/index.ts";

/** Faults of a program that no compiler has checked. */
const refused: readonly (readonly [message: RegExp, fault: unknown])[] = [
  [/^no kind of fault nope: there are delay, drop, /, { kind: "nope" }],
  [/^no kind of fault toString: there are /, { kind: "toString" }],
  [/^no kind of fault undefined: /, {}],
  [/^no kind of fault undefined: /, undefined],
  [/^silence: no key tims: it takes message, after, times$/, { kind: "silence", tims: 3 }],
  [/^cut: no key ms: it takes bytes, message, after, times$/, { kind: "cut", bytes: 5, ms: 5 }],
  [/^refuse: no key message: it takes times$/, { kind: "refuse", message: "sr_policy_add" }],
  [/^delay: ms is missing$/, { kind: "delay" }],
  [/^slow-reader: bytes is missing$/, { kind: "slow-reader", bytes: undefined }],
  [/^drop: message is 5, but a name, a message, or a list of these is expected$/, { kind: "drop", message: 5 }],
  [/^drop: times is "3", but a whole number of at least 1 is expected$/, { kind: "drop", times: "3" }],
  [/^garbage: bytes is 5, but a Uint8Array is expected$/, { kind: "garbage", bytes: 5 }],
  [/^delay: ms is -1, but a number of at least 0 is expected$/, { kind: "delay", ms: -1 }],
  [/^drop: message is , but a name, a message, or a list of these is expected$/, { kind: "drop", message: [] }],
  [/^retval: message is missing$/, { kind: "retval", retval: -6 }],
  [/^retval: retval is missing$/, { kind: "retval", message: "sr_policy_add" }],
  [/^retval: retval is -2147483649, but /, { kind: "retval", message: "sr_policy_add", retval: -2147483649 }],
  [/^retval: retval is 2147483648, but /, { kind: "retval", message: "sr_policy_add", retval: 2147483648 }],
  [/^fragment: bytes is 0, but a whole number of at least 1 is expected$/, { kind: "fragment", bytes: 0 }],
];

for (const [message, fault] of refused) {
  t.test(`a fault is refused: ${message.source}`, async (t) => {
    t.throws(() => checkFault(fault as Fault), { name: "RangeError", message });
  });
}

const accepted: readonly Fault[] = [
  { kind: "delay", ms: Number.POSITIVE_INFINITY, message: controlPing },
  { kind: "cut", bytes: 0, message: "control_ping", after: 1, times: 2 },
  { kind: "garbage" },
  { kind: "garbage", bytes: Buffer.alloc(0) },
  { kind: "garbage-length", length: 0 },
  { kind: "refuse", times: 1 },
  { kind: "retval", message: ["sr_policy_add", controlPing], retval: -6 },
  { kind: "slow-reader", bytes: 1 },
];

for (const fault of accepted) {
  t.test(`a fault is accepted: ${Object.keys(fault).join(" ")} of ${fault.kind}`, async (t) => {
    t.doesNotThrow(() => checkFault(fault));
  });
}
