import { writeFileSync } from "node:fs";
import t from "tap";
import { ipTableAddDel } from "../src/binapi/ip.ts";
import { showVersion } from "../src/binapi/vpe.ts";
import { connect } from "../src/client/index.ts";
import { parseDocument, plan as planFor, planFromFile, readPlanFile, savePlan } from "../src/desired/index.ts";
import { MAX_STACKS, namingCaller, rejection, VppError, type VppErrorCode, withoutStack } from "../src/errors.ts";
import { parseApiJson } from "../src/schema/api-json/api-json.ts";
import { loadCatalogue, readApiFile, readDefinitions } from "../src/schema/index.ts";
import { startSimulator } from "../src/simulator/index.ts";
import { behaviorFrom } from "../src/srv6/values/behavior.ts";
import { connectSocket } from "../src/transport/index.ts";
import { fromJson } from "../src/wire/index.ts";
import { encode, temporaryFolder } from "./helpers.ts";

const HOSTILE = "a\u001b[2J\nforged\t\u0085\u202e";
const SHOWN = "a\\x1b[2J\\x0aforged\\x09\\x85\\u202e";

t.test("a message keeps its lines and nothing else that commands a terminal; the cause stays as it is", async (t) => {
  const cause = new Error(HOSTILE);
  const error = new VppError("VPP_JSON", HOSTILE, { cause });
  t.equal(error.message, "a\\x1b[2J\nforged\\x09\\x85\\u202e");
  t.equal(error.stack?.startsWith(`VppError: ${error.message}\n`), true);
  t.equal((error.cause as Error).message, HOSTILE);
});

t.test("an error of ours stays itself; anything else is a bug, with its cause, stack and effect", async (t) => {
  const own = new VppError("VPP_TIMEOUT", "show_version: no answer in time");
  t.equal(VppError.from(own, { effect: "none" }), own);
  const cause = new TypeError("x is undefined");
  cause.stack = "TypeError: x is undefined\n    at bug (file.js:1:2)\n    at caller (file.js:3:4)";
  const bug = VppError.from(cause, { messageName: "show_version", effect: "none" });
  t.match(bug, { code: "VPP_INTERNAL", effect: "none", messageName: "show_version", cause });
  t.equal(bug.stack, "VppError: show_version: x is undefined\n    at bug (file.js:1:2)\n    at caller (file.js:3:4)");
  t.match(VppError.from("text"), { code: "VPP_INTERNAL", message: "text", effect: "unknown", cause: "text" });
  t.match(VppError.from(undefined), { code: "VPP_INTERNAL", message: "undefined" });
});

t.test("the reason of a signal without one is a cause without a stack; any other cause stays itself", async (t) => {
  const { reason } = AbortSignal.abort();
  const { cause } = new VppError("VPP_ABORTED", "aborted", { cause: reason }) as { cause: DOMException };
  t.ok(cause instanceof DOMException);
  t.same([cause.name, cause.message], ["AbortError", "This operation was aborted"]);
  t.notMatch(cause.stack, "\n");
  const own = new Error("enough");
  t.equal(new VppError("VPP_ABORTED", "aborted", { cause: own }).cause, own);
});

t.test("details that are not known are no properties, and the context is not printed", async (t) => {
  t.same(Object.keys(new VppError("VPP_TIMEOUT", "late")), ["code", "effect"]);
  const error = new VppError("VPP_RETVAL", "refused", { messageName: "m", retval: -3, retvalName: "N", context: 7 });
  t.same(Object.keys(error), ["code", "effect", "messageName", "retval", "retvalName"]);
  t.equal(error.context, 7);
  t.equal(new VppError("VPP_TIMEOUT", "late").retval, undefined);
});

t.test("a stack begins at the caller of a method, but not that of a bug", async (t) => {
  function method(code: VppErrorCode): VppError {
    return namingCaller(new VppError(code, "text"), method);
  }
  function caller(code: VppErrorCode): VppError {
    return method(code);
  }
  t.match(caller("VPP_SRV6").stack, /^VppError: text\n {4}at caller /);
  t.match(caller("VPP_INTERNAL").stack, /^VppError: text\n {4}at method /);
});

t.test("a call that fails later names the functions that wait for it, and nothing else", async (t) => {
  let fail = (_: Promise<never>): void => {};
  async function caller(): Promise<void> {
    await new Promise<void>((resolve) => {
      fail = resolve;
    });
  }
  const error = withoutStack(() => new VppError("VPP_TIMEOUT", "late"));
  const called = caller();
  setImmediate(() => fail(rejection(error)));
  await t.rejects(called, error);
  t.match(error.stack, /^VppError: late\n {4}at async caller /);
});

t.test("of calls that fail at once, the first have a stack, and those that fail later have one again", async (t) => {
  const reject = (count: number): Promise<(string | undefined)[]> => {
    const errors = withoutStack(() => Array.from({ length: count }, () => new VppError("VPP_TIMEOUT", "late")));
    const wait = async (error: VppError): Promise<string | undefined> => {
      await rejection(error).catch(() => undefined);
      return error.stack;
    };
    return Promise.all(errors.map(wait));
  };
  const stacks = await reject(MAX_STACKS + 2);
  t.match(stacks[MAX_STACKS - 1], /\n {4}at async wait /);
  t.same(stacks.slice(MAX_STACKS), ["VppError: late", "VppError: late"]);
  t.match((await reject(1))[0], /\n {4}at async wait /);
});

t.test(
  "what VPP's command line says of an error keeps its tabs, without colours and what was taken back",
  async (t) => {
    await using simulator = await startSimulator();
    const { cliInband } = await import("../src/binapi/vlib.ts");
    simulator.on(cliInband, () => ({ retval: -1, reply: "\u001b[31m1, 2, \b\b\u001b[0m\n\tunknown \u001b[2J\n" }));
    await using vpp = await connect({ socketPath: simulator.socketPath });
    await t.rejects(vpp.cli("show"), { code: "VPP_RETVAL", message: "cli: 1, 2\n\tunknown \\x1b[2J" });
  },
);

/** What refuses a value that holds a line of its own. */
const refusals: readonly (readonly [what: string, refuse: (folder: string) => unknown, lines: number])[] = [
  ["a field of JSON", () => fromJson(showVersion, { [HOSTILE]: 1 }), 1],
  [
    "a value that no field takes",
    () => encode(ipTableAddDel, { table: { tableId: HOSTILE as never, isIp6: false, name: "" } }),
    1,
  ],
  ["a behavior", () => behaviorFrom({ type: HOSTILE } as never), 1],
  ["a release", () => loadCatalogue(HOSTILE), 1],
  ["a folder of definitions", () => readDefinitions(HOSTILE, ""), 1],
  ["a file of definitions", () => readApiFile(HOSTILE), 1],
  ["text that is no JSON", () => parseApiJson(`{\n${HOSTILE}`, "core", "m"), 1],
  [
    "a key of a document of definitions",
    () => parseApiJson(JSON.stringify({ types: { [HOSTILE]: 1 } }), "core", "m"),
    1,
  ],
  [
    "the line of a file that is wrong",
    (folder) => {
      const path = `${folder}/${HOSTILE}.api`;
      writeFileSync(path, `option version = "1.0.0";\n\tdefine \u001b[2J\u202e\n`);
      return readApiFile(path);
    },
    3,
  ],
  ["a socket", () => connectSocket(`/tmp/${HOSTILE}`, { maxQueuedBytes: 1 }), 1],
  ["the name of a document", () => parseDocument("a: 1\nb: 2", HOSTILE), 2],
  [
    "keys and values of a document",
    () => parseDocument(JSON.stringify({ [HOSTILE]: 1, encap: { source: HOSTILE } })),
    2,
  ],
  ["what a document says that is no YAML", () => parseDocument(`a: *"${HOSTILE}`, "f"), 1],
  ["the name of a plan", () => readPlanFile("{", HOSTILE), 1],
];

for (const [what, refuse, count] of refusals) {
  t.test(`an error about ${what} has a line for each thing that is wrong`, async (t) => {
    const folder = temporaryFolder(t);
    const error = await Promise.resolve()
      .then(() => refuse(folder))
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    t.ok(error instanceof VppError, `${error}`);
    const { message } = error as VppError;
    t.notMatch(message, /[^\P{Cc}\n]|\p{Bidi_C}/u);
    t.equal(message.split("\n").length, count, message);
  });
}

t.test("a stale plan and what VPP does not have are told in a line each", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const text = "encap: { source: fd11::1 }";
  const { text: saved } = await savePlan(vpp, { name: HOSTILE, text, desired: await parseDocument(text) });
  const file = await readPlanFile(saved, HOSTILE);
  t.equal(file.document.name, HOSTILE);
  t.notMatch(saved, /[^\P{Cc}\n]|\p{Bidi_C}/u);
  const { Srv6 } = await import("../src/srv6/index.ts");
  await new Srv6(vpp).setEncapSource("fd11::2");
  await t.rejects(planFromFile(vpp, file), {
    message: new RegExp(`^${SHOWN.replaceAll(/[\\[]/g, "\\$&")}: the plan is stale`),
  });
  const needy = await parseDocument(JSON.stringify({ requires: { interfaces: [HOSTILE] } }), HOSTILE);
  await t.rejects(planFor(vpp, needy), {
    message: `${SHOWN}:1: requires.interfaces[0]: VPP has no interface ${SHOWN}`,
  });
});
