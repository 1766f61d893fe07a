/**
 * Tests servers that lack, duplicate or rename messages that the client itself uses, or that have them with another CRC. Each is
 * the first server, or replaces a healthy VPP. Each call settles, the client catches all errors, and it reconnects to a VPP.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import t from "tap";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { type Moment, type Order, type Part, type Report, SCENES } from "./hostile-scenes.ts";
import { HEALTHY, HostileServer } from "./hostile-server.ts";

const PROGRAM = fileURLToPath(new URL("./hostile-program.js", import.meta.url));
/** The time after which a program is killed. */
const MAX_MS = 90_000;
/** The number of programs that run at a time when parts are repeated in programs of their own. */
const ALONE_AT_ONCE = 8;

/** The problems of each part that has ended. */
type Results = Map<Part, readonly string[]>;

/** Runs programs: starts the servers that they order, and collects their reports. */
class Stage {
  readonly #simulator: Simulator;
  readonly #folder: string;
  #servers = 0;

  constructor(simulator: Simulator, folder: string) {
    this.#simulator = simulator;
    this.#folder = folder;
  }

  /** Runs parts in one program. If it ends too early, repeats the parts that were running, each in a program of its own. */
  async play(parts: readonly Part[], results: Results): Promise<void> {
    const begun = new Set<Part>();
    const end = await this.#run(parts, begun, results);
    const open = [...begun].filter((part) => !results.has(part));
    const rest = parts.filter((part) => !begun.has(part));
    if (begun.size === 0) throw new Error(`the program played nothing: ${end}`);
    if (parts.length === 1) results.set(parts[0]!, [...(results.get(parts[0]!) ?? ["no report"]), ...end]);
    else if (end.length > 0 && open.length === 0) results.set(parts.at(-1)!, end);
    else {
      for (let at = 0; at < open.length; at += ALONE_AT_ONCE) {
        await Promise.all(open.slice(at, at + ALONE_AT_ONCE).map((part) => this.play([part], results)));
      }
      if (rest.length > 0) await this.play(rest, results);
    }
  }

  /** Runs one program and returns its errors: a wrong exit code, and its output. */
  async #run(parts: readonly Part[], begun: Set<Part>, results: Results): Promise<string[]> {
    const child = fork(PROGRAM, { stdio: ["ignore", "pipe", "pipe", "ipc"], execArgv: [] });
    const servers = new Map<Part, HostileServer>();
    const own = ({ scene, moment }: Part): Part =>
      parts.find((part) => part.scene === scene && part.moment === moment)!;
    child.on("message", async (message: Order | Report) => {
      const part = own(message.part);
      begun.add(part);
      if ("problems" in message) results.set(part, message.problems);
      else child.send({ part, path: await this.#prepare(message, part, servers) });
    });
    child.send(parts);
    const timer = setTimeout(() => child.kill("SIGKILL"), MAX_MS);
    const [[code, signal], ...said] = await Promise.all([
      once(child, "exit"),
      text(child.stderr!),
      text(child.stdout!),
    ]);
    clearTimeout(timer);
    for (const server of servers.values()) server.close();
    const problems = code === 0 ? [] : [`ended with ${code ?? signal}`];
    return [...problems, ...said.filter((words) => words !== "")];
  }

  async #prepare({ server: kind }: Order, part: Part, servers: Map<Part, HostileServer>): Promise<string> {
    const plan = kind === "healthy" ? HEALTHY : SCENES[part.scene]!.plan;
    const server = servers.get(part) ?? (await this.#listen());
    servers.set(part, server);
    server.restart(plan);
    return server.socketPath;
  }

  #listen(): Promise<HostileServer> {
    return HostileServer.listen(join(this.#folder, `${this.#servers++}.sock`), this.#simulator.socketPath);
  }
}

const MOMENTS: readonly (readonly [moment: Moment, title: string])[] = [
  ["first", "at the first connection, calls settle, or the server is refused"],
  ["again", "in place of a healthy VPP, calls settle, and the client comes back when VPP does"],
];

t.test("a hostile server", async (t) => {
  await using simulator = await startSimulator({ recordCalls: false });
  const stage = new Stage(simulator, temporaryFolder(t));
  const played = MOMENTS.map(async ([moment, title]) => {
    const parts = SCENES.map((_, scene) => ({ scene, moment }));
    const results: Results = new Map();
    await stage.play(parts, results);
    return { title, parts, results };
  });
  for (const { title, parts, results } of await Promise.all(played)) {
    t.test(title, async (t) => {
      for (const part of parts) t.same(results.get(part), [], SCENES[part.scene]!.title);
    });
  }
});
