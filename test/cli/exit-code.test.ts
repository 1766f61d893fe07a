import t from "tap";
import { UsageError } from "../../src/cli/arguments/usage-error.ts";
import { exitCodeOf, exitCodeOfSignal } from "../../src/cli/exit-code.ts";
import { VppError, type VppErrorCode } from "../../src/errors.ts";

const codes: readonly (readonly [exitCode: number, meaning: string, errors: VppErrorCode[]])[] = [
  [
    1,
    "VPP refused the request",
    ["VPP_RETVAL", "VPP_MESSAGE_MISSING", "VPP_FIELD_MISSING", "VPP_NO_EVAL", "VPP_NOT_CONVERGED"],
  ],
  [
    2,
    "the input is bad",
    ["VPP_ADDRESS", "VPP_FIELD_RANGE", "VPP_JSON", "VPP_SCHEMA", "VPP_HAZARD", "VPP_SRV6", "VPP_DOCUMENT", "VPP_FILE"],
  ],
  [
    3,
    "there is no connection any more, or to something else",
    ["VPP_CONNECT", "VPP_CONNECTION_LOST", "VPP_CLOSED", "VPP_FRAME", "VPP_WIRE_RANGE"],
  ],
  [
    4,
    "VPP may have done what was asked for, or a part",
    ["VPP_TIMEOUT", "VPP_NO_REPLY", "VPP_ABORTED", "VPP_OVERLOADED"],
  ],
];

for (const [exitCode, meaning, errors] of codes) {
  for (const code of errors) {
    t.test(`${code} is ${exitCode}: ${meaning}`, async (t) => {
      t.equal(exitCodeOf(new VppError(code, "text")), exitCode);
    });
  }
}

t.test("a command line that cannot be understood is 2", async (t) => {
  t.equal(exitCodeOf(new UsageError("text")), 2);
});

t.test("an error that nobody foresaw has no exit code", async (t) => {
  t.equal(exitCodeOf(new TypeError("text")), undefined);
});

const signals = [
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;

for (const [name, exitCode] of signals) {
  t.test(`${name} is ${exitCode}, as in a shell`, async (t) => {
    t.equal(exitCodeOfSignal(name), exitCode);
  });
}
