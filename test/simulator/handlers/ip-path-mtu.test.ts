import t from "tap";
import { ipPathMtuReplaceBegin, ipPathMtuReplaceEnd, ipPathMtuUpdate } from "../../../src/binapi/ip.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

const FOR_ALL = 0xffffffff;

// What VPP 26.06 answered: the bytes behind the message id, context 7.
const V4 = "00000007000000000000000000000000000a0000010000000000000000000000000578";
const V6 = "000000070000000000000000000000000120010db80000000000000000000000010514";
const LEAST = "00000007000000000000000000000000000a0000040000000000000000000000000001";
const END = "0000000700000000ffffffff";
const INVALID = "00000007fffffff9ffffffff";
const EMPTY = "000000070000000000000000";

t.test("sets, lists and removes the MTUs of paths as VPP does", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.same([await get(client, 0), await get(client, FOR_ALL)], [[EMPTY], [EMPTY]]);
  t.equal(await update(client, "10.0.0.1", 1400), 0);
  t.equal(await update(client, "2001:db8::1", 1300), 0);
  t.equal(await update(client, "10.0.0.2", 0), 0);
  t.equal(await update(client, "10.0.0.2", 65535), 0);
  t.equal(await update(client, "10.0.0.3", 1, 9), -65);
  t.equal(await update(client, "10.0.0.4", 1), 0);
  t.same(await get(client, 0), [V4, V6, LEAST, END]);
  t.same(await get(client, 1), [V6, LEAST, END]);
  t.same(await get(client, 2), [LEAST, END]);
  t.same([await get(client, 3), await get(client, 99)], [[INVALID], [INVALID]]);
  t.same(await get(client, FOR_ALL), [V4, V6, LEAST, END]);
});

t.test("a replacement removes what was not set meanwhile, and indexes are used again, the last first", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await update(client, "10.0.0.1", 1600);
  await update(client, "2001:db8::1", 1300);
  await update(client, "10.0.0.4", 1);
  t.equal(await client.retval(ipPathMtuReplaceBegin, {}), 0);
  await update(client, "2001:db8::1", 1301);
  t.equal(await client.retval(ipPathMtuReplaceEnd, {}), 0);
  const changed = V6.replace(/0514$/, "0515");
  t.same(await get(client, 0), [changed, END]);
  for (const last of [7, 8, 9]) await update(client, `10.0.0.${last}`, 1200 + last);
  const hop = (last: number): string =>
    `00000007000000000000000000000000000a00000${last}00000000000000000000000004b${last}`;
  // 1208 is 4b8: the order is that of the dump.
  t.same(await get(client, 0), [hop(8), changed, hop(7), hop(9), END]);
});

async function update(client: TypedClient, nh: string, pathMtu: number, tableId = 0): Promise<number> {
  return client.retval(ipPathMtuUpdate, { pmtu: { clientIndex: 0, context: 0, tableId, nh, pathMtu } });
}

/** The answers to `ip_path_mtu_get`, up to its reply. */
async function get({ raw }: TypedClient, cursor: number): Promise<string[]> {
  raw.send(`{ip_path_mtu_get} 80000001 00000007 ${cursor.toString(16).padStart(8, "0")}`);
  const answers: string[] = [];
  for (;;) {
    const answer = (await raw.receive()).toString("hex");
    answers.push(answer.slice(4));
    if (answer.startsWith(raw.idOf("ip_path_mtu_get_reply"))) return answers;
  }
}
