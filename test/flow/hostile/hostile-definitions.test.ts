/** Tests a VPP that sends invalid definitions: the call that needs them fails, and all other calls continue. */
import t from "tap";
import { srPolicyAdd } from "../../../src/binapi/sr.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { tsvpp } from "../../cli/tsvpp.ts";
import { temporaryFolder } from "../../helpers.ts";
import { connectedPair, PEER_TABLE, ScriptedPeer } from "../../scripted-peer.ts";

const GET_API_JSON = 0x1b;
const SHOW_VERSION = 0x30;

/** The peer has a version of `sr_policy_add` that is in no release. */
const { sr_policy_add_44ac92e8: policyAdd, ...others } = PEER_TABLE;
const TABLE = {
  ...others,
  sr_policy_add_0badcafe: policyAdd!,
  get_api_json_51077d14: GET_API_JSON,
  get_api_json_reply_ea715b59: 0x1c,
};
const OPTIONS = { greeting: ScriptedPeer.greeting(TABLE) };

const POLICY = {
  bsidAddr: "cafe::1",
  weight: 1,
  isEncap: true,
  isSpray: false,
  fibTable: 0,
  sids: { numSids: 1, weight: 1, sids: ["fc00::2"] },
};

const DEEP = 1_000_000;
const NO_TEXT = "";
const messages = [["sr_policy_add", ["vl_api_loop_t", "x"], { crc: "0x0badcafe" }]];
const document = { types: [], messages, unions: [], enums: [], enumflags: [], services: {}, options: {}, aliases: {} };

/** Replies to `get_api_json`: the text, and the length that the reply claims, if it is wrong. */
const answers: readonly (readonly [what: string, text: string, code: string, claimedBytes?: number])[] = [
  ["is cut", '[{"types":', "VPP_SCHEMA"],
  ["is empty", NO_TEXT, "VPP_SCHEMA"],
  ["is no list", "{}", "VPP_SCHEMA"],
  ["is nested a million times", "[".repeat(DEEP) + "]".repeat(DEEP), "VPP_MESSAGE_MISSING"],
  ["is nested a million times, and cut", `[${'{"types":'.repeat(DEEP)}`, "VPP_SCHEMA"],
  ["holds other things than documents", '[null,1,"x",[],{"messages":[[],null,[1]]}]', "VPP_MESSAGE_MISSING"],
  ["has half a document", JSON.stringify([{ messages }]), "VPP_SCHEMA"],
  ["uses a type that is not there", JSON.stringify([document]), "VPP_SCHEMA"],
  [
    "has a type that contains itself",
    JSON.stringify([{ ...document, types: [["loop", ["vl_api_loop_t", "x"]]] }]),
    "VPP_SCHEMA",
  ],
  [
    "has names that are code",
    JSON.stringify([{ ...document, types: [["loop", ["u8", "x;process.exit(1)//"]]] }]),
    "VPP_SCHEMA",
  ],
  ["is said to be a gigabyte", "[]", "VPP_WIRE_RANGE", 2 ** 30],
  ["is said to be four gigabytes", "[]", "VPP_WIRE_RANGE", 2 ** 32 - 1],
];

for (const [what, text, code, claimedBytes] of answers) {
  t.test(`an answer that ${what} fails the call that needed it, and no other`, async (t) => {
    const { vpp, peer } = await connectedPair(t, {}, OPTIONS);
    const outcome = vpp.request(srPolicyAdd, POLICY).catch((reason: unknown) => reason);
    peer.send(answer((await peer.next(GET_API_JSON)).context, text, claimedBytes));
    t.match(await outcome, { code });
    const version = vpp.request(showVersion, {});
    peer.send(versionReply((await peer.next(SHOW_VERSION)).context));
    t.match(await version, { version: "v26.06-release" });
  });
}

/** Replies to `tsvpp generate`, which reads all definitions and therefore finds more errors. */
const generated: readonly (readonly [what: string, text: string, exitCode: number, claimedBytes?: number])[] = [
  ["is cut", '[{"types":', 2],
  ["is nested a million times", "[".repeat(DEEP) + "]".repeat(DEEP), 2],
  ["has names that are code", JSON.stringify([{ ...document, module: "a/../../x" }]), 2],
  ["is said to be a gigabyte", "[]", 3, 2 ** 30],
];

for (const [what, text, exitCode, claimedBytes] of generated) {
  t.test(`nothing is generated from an answer that ${what}`, async (t) => {
    const peer = await ScriptedPeer.listen(t, OPTIONS);
    const ran = tsvpp(["generate", "--input", peer.socketPath, "--output", temporaryFolder(t)]);
    peer.send(versionReply((await peer.next(SHOW_VERSION)).context));
    peer.send(answer((await peer.next(GET_API_JSON)).context, text, claimedBytes));
    const { stdout, stderr, ...found } = await ran;
    t.equal(found.exitCode, exitCode);
    t.equal(stdout, "");
    t.match(stderr, /^tsvpp: .+\n$/);
  });
}

/** Returns a `get_api_json_reply`: context, retval, the length of the text, the text. */
function answer(context: string, text: string, claimedBytes = Buffer.byteLength(text)): string {
  return `001c ${context} 00000000 ${claimedBytes.toString(16).padStart(8, "0")} ${Buffer.from(text).toString("hex")}`;
}

/** Returns a `show_version_reply`: context, retval and four texts of 32, 32, 32 and 256 bytes. */
function versionReply(context: string): string {
  const text = (value: string, byteLength: number) => Buffer.from(value.padEnd(byteLength, "\0")).toString("hex");
  return `0031 ${context} 00000000 ${text("vpe", 32)} ${text("v26.06-release", 32)} ${text("", 32)} ${text("", 256)}`;
}
