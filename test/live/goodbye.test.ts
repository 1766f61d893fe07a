import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import t, { type Test } from "tap";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { LeavingProcess } from "../client/leaving/leaving.ts";
import { bytes } from "../helpers.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;
const LIMIT_MS = 600_000;
const CYCLES = 1000;
const PROCESSES_PER_WAY = 12;
/** The number of processes that connect at a time; VPP accepts only few connections at a time. */
const AT_A_TIME = 3;
const FRAME_BYTES = 16;
/** The unit of CPU time in /proc is a hundredth of a second. */
const TICKS_PER_S = 100;

/** The cases of `leaving-program.ts`, with the exit code or signal of each. */
const WAYS: readonly (readonly [way: string, end: number | NodeJS.Signals])[] = [
  ["exit", 3],
  ["end of work", 0],
  ["exception", 1],
  ["rejection", 1],
  ["exit in a callback", 3],
  ["exit with much to send", 3],
  ["exit while it opens", 3],
  ["worker: exit", 0],
  ["signal: option", "SIGTERM"],
];

t.setTimeout(LIMIT_MS);

if (socketPath === undefined) {
  t.test("clients leave no trace in a real VPP", { skip: "TSVPP_VPP_SOCKET is not set" }, async () => {});
} else {
  testGoodbyes(socketPath);
}

function testGoodbyes(path: string): void {
  t.test("a client that only closes its socket stays registered, once a slow reader has blocked VPP", async (t) => {
    await using vpp = await connect({ socketPath: path, name: "asker" });
    await makeWait(path);
    const rude = await RudeClient.open(path, "rude");
    rude.destroy();
    await answerTwice(vpp);
    t.same((await clients(vpp)).sort(), ["asker", "rude"]);
    await bury(path, rude.index);
    t.same(await clients(vpp), ["asker"]);
  });

  t.test(`${CYCLES} clients that come and go leave no trace`, async (t) => {
    await makeWait(path);
    for (let i = 0; i < CYCLES; i++) await (await connect({ socketPath: path, name: "passing" })).close();
    await checkNoTrace(t, path);
  });

  for (const [way, end] of WAYS) {
    t.test(`${PROCESSES_PER_WAY} processes leave no trace: ${way}`, async (t) => {
      await makeWait(path);
      for (let left = PROCESSES_PER_WAY; left > 0; left -= AT_A_TIME) {
        const some = Array.from({ length: Math.min(left, AT_A_TIME) }, () => new LeavingProcess(path, way));
        if (way.startsWith("signal")) await Promise.all(some.map((each) => killWhenReady(each)));
        for (const each of some) t.equal(await each.ended, end, each.stderr);
      }
      await checkNoTrace(t, path);
    });
  }

  t.test("a VPP whose clients have all left has nothing to do", async (t) => {
    await using vpp = await connect({ socketPath: path, name: "asker" });
    const { vpePid } = await vpp.request(controlPing, {});
    const before = ticksOf(vpePid);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const busy = ticksOf(vpePid) - before;
    t.comment(`${busy} of ${TICKS_PER_S} ticks`);
    t.ok(busy < TICKS_PER_S / 4);
  });
}

async function killWhenReady(process: LeavingProcess): Promise<void> {
  await process.says("ready");
  process.kill("SIGTERM");
}

async function checkNoTrace(t: Test, path: string): Promise<void> {
  await using vpp = await connect({ socketPath: path, name: "asker" });
  await answerTwice(vpp);
  t.same(await clients(vpp), ["asker"]);
}

/** Makes two calls, after which VPP has handled all earlier events of its sockets. */
async function answerTwice(vpp: VppClient): Promise<void> {
  await vpp.request(controlPing, {});
  await vpp.request(controlPing, {});
}

/** Returns the names of all registered clients, from the CLI of VPP. */
async function clients(vpp: VppClient): Promise<string[]> {
  const [, ...lines] = (await vpp.cli("show api clients")).trim().split("\n").slice(1);
  return lines.map((line) => line.trim().split(/\s+/)[0]!);
}

function ticksOf(pid: number): number {
  const [, rest = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const fields = rest.split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/**
 * Makes VPP send once more bytes than a client reads. From then on VPP does not notice the end of a connection: it handles the
 * end as a read without data, and keeps the registration of the client.
 *
 * @see VPP src/vlibmemory/socket_api.c vl_socket_read_ready
 */
async function makeWait(path: string): Promise<void> {
  const glutton = await RudeClient.open(path, "glutton");
  glutton.pause();
  // get_api_json; its reply has 1.8 MB.
  glutton.send(`001b ${glutton.index} 00000002`);
  await using vpp = await connect({ socketPath: path, name: "asker" });
  await answerTwice(vpp);
  glutton.resume();
  await glutton.leave(glutton.index);
}

/** Deletes the registration of a client that has ended. VPP accepts this request from any client. */
async function bury(path: string, index: string): Promise<void> {
  const undertaker = await RudeClient.open(path, "undertaker");
  undertaker.send(`0011 ${index} 00000002 ${index}`);
  await undertaker.leave(undertaker.index);
}

/** A client that sends exactly the messages of a test. It uses no code of tsvpp. */
class RudeClient {
  /** The client index in eight hex digits. */
  index = "";
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(path: string, name: string): Promise<RudeClient> {
    const client = new RudeClient(createConnection(path));
    client.send(`000f 00000001 ${Buffer.from(name).toString("hex").padEnd(128, "0")}`);
    client.index = await client.#readIndex();
    return client;
  }

  send(hex: string): void {
    const message = bytes(hex);
    const length = message.length.toString(16).padStart(8, "0");
    this.#socket.write(bytes("0000000000000000", length, "00000000", hex));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes the socket without ending the registration. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Ends the registration, then closes the socket. */
  async leave(index: string): Promise<void> {
    this.send(`0011 ${index} 00000003 ${index}`);
    this.#socket.resume();
    await once(this.#socket, "end");
    this.#socket.destroy();
  }

  /** Reads the whole reply to `sockclnt_create` and returns its client index. */
  async #readIndex(): Promise<string> {
    let answer = Buffer.alloc(0);
    for (;;) {
      const [chunk] = (await once(this.#socket, "data")) as [Buffer];
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= FRAME_BYTES && answer.length >= FRAME_BYTES + answer.readUInt32BE(8)) {
        return answer.toString("hex", FRAME_BYTES + 14, FRAME_BYTES + 18);
      }
    }
  }
}
