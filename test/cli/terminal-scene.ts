import { mkdirSync, writeFileSync } from "node:fs";
import {
  createLoopback,
  deleteLoopback,
  swInterfaceAddDelAddress,
  swInterfaceSetFlags,
  swInterfaceSetInterfaceName,
  swInterfaceSetMtu,
  swInterfaceTagAddDel,
} from "../../src/binapi/interface.ts";
import { ipTableAddDel } from "../../src/binapi/ip.ts";
import type { VppClient } from "../../src/client/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";

const FIRST_TABLE = 9001;

/** All characters that may command a terminal, but NUL, which ends VPP's texts: U+0001 to 001F, 007F to 009F, and marks. */
export const CHARACTERS: readonly string[] = [
  ...range(0x01, 0x1f),
  ...range(0x7f, 0x9f),
  ...range(0x061c, 0x061c),
  ...range(0x200e, 0x200f),
  ...range(0x2028, 0x202e),
  ...range(0x2066, 0x2069),
];

/** Names with all of them: VPP has room for 63 bytes in each. */
export const NAMES: readonly string[] = [
  `a${CHARACTERS.slice(0, 32).join("")}\nforged`,
  `b${CHARACTERS.slice(32, 48).join("")}`,
  `c${CHARACTERS.slice(48, 64).join("")}`,
  `d${CHARACTERS.slice(64).join("")}`,
];

/** An argument, a key or a value with what does most harm. */
export const HOSTILE = "x\u001b[2J\r\nforged\t\u009b2J\u202e";

/** The files of the scene, whose names command a terminal too. */
export interface Files {
  readonly folder: string;
  /** What VPP can hold; it names the scene's interfaces. */
  readonly document: string;
  /** Keys and values that no document has. */
  readonly wrong: string;
  /** What VPP does not have. */
  readonly missing: string;
  readonly empty: string;
  /** Definitions. */
  readonly api: string;
  readonly otherApi: string;
  readonly wrongApi: string;
}

/** Gives a VPP tables and interfaces of such names, until it is disposed of. */
export async function makeScene(vpp: VppClient): Promise<AsyncDisposable> {
  const loopbacks: number[] = [];
  for (const [at, name] of NAMES.entries()) {
    const table = { tableId: FIRST_TABLE + at, isIp6: false, name };
    await vpp.request(ipTableAddDel, { isAdd: true, table });
    const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
    loopbacks.push(swIfIndex);
    await vpp.request(swInterfaceSetInterfaceName, { swIfIndex, name });
    await vpp.request(swInterfaceTagAddDel, { isAdd: true, swIfIndex, tag: name });
    await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: 1 });
  }
  // What goes there becomes too long, of which the name is told.
  const [swIfIndex = 0] = loopbacks;
  await vpp.request(swInterfaceSetMtu, { swIfIndex, mtu: [1280, 0, 0, 0] });
  await vpp.request(swInterfaceAddDelAddress, { swIfIndex, isAdd: true, delAll: false, prefix: "fd00:9::1/64" });
  return { [Symbol.asyncDispose]: () => clear(vpp, loopbacks) };
}

async function clear(vpp: VppClient, loopbacks: readonly number[]): Promise<void> {
  const srv6 = new Srv6(vpp);
  for (const traffic of await srv6.steering()) await srv6.unsteer(traffic);
  for (const { bsid } of await srv6.policies()) await srv6.deletePolicy(bsid);
  for (const { sid } of await srv6.localSids()) await srv6.deleteLocalSid(sid);
  for (const swIfIndex of loopbacks) await vpp.request(deleteLoopback, { swIfIndex });
  for (const at of NAMES.keys()) {
    await vpp.request(ipTableAddDel, { isAdd: false, table: { tableId: FIRST_TABLE + at, isIp6: false, name: "" } });
  }
}

/** Writes the files of the scene below a folder. */
export function writeFiles(folder: string): Files {
  const write = (name: string, content: object): string => {
    const path = `${folder}/${HOSTILE}${name}`;
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  mkdirSync(`${folder}/${HOSTILE}empty`);
  const module = (version: string) => ({
    options: { version },
    types: [],
    messages: [
      [
        "a",
        ["u16", "_vl_msg_id"],
        { crc: "0x00000001", options: { [HOSTILE]: HOSTILE }, comment: `/* ${HOSTILE.replace("\n", "")} */` },
      ],
      ...(version === "1.0.0" ? [] : [["b", ["u16", "_vl_msg_id"], { crc: "0x00000002" }]]),
    ],
    unions: [],
    enums: [],
    enumflags: [],
    services: {},
    aliases: {},
    imports: [HOSTILE],
    counters: [{ name: HOSTILE, elements: [] }],
  });
  return {
    folder,
    document: write("document", {
      innerMtu: 1400,
      localSids: [{ sid: "fc09::1", behavior: { type: "End.DX2", interface: NAMES[0] } }],
      policies: [{ bsid: "cafe:9::1", segments: ["fd00:9::2"] }],
      // With a host bit, which is told.
      steering: [{ prefix: "10.9.0.1/16", bsid: "cafe:9::1" }],
      requires: { interfaces: NAMES },
    }),
    wrong: write("wrong", { [HOSTILE]: 1, encap: { source: HOSTILE }, localSids: [{ behavior: { type: HOSTILE } }] }),
    missing: write("missing", { requires: { interfaces: [HOSTILE, NAMES[0]?.slice(1)] } }),
    empty: `${folder}/${HOSTILE}empty`,
    api: write("m.api.json", module("1.0.0")),
    otherApi: write("n.api.json", module(HOSTILE)),
    wrongApi: write("o.api.json", { ...module("1.0.0"), services: { a: { reply: HOSTILE } } }),
  };
}

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => String.fromCharCode(first + at));
}
