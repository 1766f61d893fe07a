import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import t from "tap";
import { runPrompt } from "../../../src/cli/prompt/index.ts";
import { run } from "../../../src/cli/run.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";

/** A prompt whose terminal is a pair of streams. */
class TestPrompt {
  readonly home: string = mkdtempSync(join(tmpdir(), "tsvpp-prompt-"));
  readonly exitCode: Promise<number>;
  readonly #keys = Object.assign(new PassThrough(), { isTTY: true });
  readonly #screen = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY: true, columns: 100 });
  #printed = "";
  #seen = 0;
  #wake = (): void => {};

  constructor(socketPath: string, env: Record<string, string> = {}) {
    this.#screen.on("data", (text: string) => {
      this.#printed += text;
      this.#wake();
    });
    const { signal } = new AbortController();
    const options = { socketPath, waitMs: undefined };
    const io = {
      stdin: this.#keys,
      stdout: this.#screen,
      stderr: this.#screen,
      signal,
      env: { PATH: process.env.PATH ?? "", HOME: this.home, TERM: "xterm", NO_COLOR: "1", ...env },
    };
    const runWords: Parameters<typeof runPrompt>[1]["runWords"] = (words, lineIo) =>
      run([`--socket=${socketPath}`, ...words], lineIo);
    this.exitCode = runPrompt(io, { options, runWords, print: (text) => void this.#screen.write(text) });
  }

  type(keys: string): void {
    this.#keys.write(keys);
  }

  end(): void {
    this.#keys.end();
  }

  /** Resolves with what was printed since the last call, once a text is in it. */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.#printed.indexOf(text, this.#seen);
      if (at >= 0) {
        const found = this.#printed.slice(this.#seen, at + text.length);
        this.#seen = at + text.length;
        return found;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  get history(): string {
    return readFileSync(join(this.home, ".local/state/tsvpp/history"), "utf8");
  }
}

const simulator = await startSimulator();
t.teardown(() => simulator.close());

/** Starts a prompt that has its first line's place. */
async function startPrompt(vpp: Simulator = simulator, env?: Record<string, string>): Promise<TestPrompt> {
  const prompt = new TestPrompt(vpp.socketPath, env);
  await prompt.until(`vpp(${vpp.socketPath})# `);
  return prompt;
}

t.test("runs a line of each kind, and names a socket that is not the default", async (t) => {
  const prompt = new TestPrompt(simulator.socketPath);
  await prompt.until("VPP 26.06-release; Tab completes, ? explains, :help\n");
  await prompt.until(`vpp(${simulator.socketPath})# `);
  prompt.type("show version\r");
  await prompt.until("vpp v26.06-release built by");
  prompt.type("create_loopback macAddress=00:00:00:00:00:00\r");
  await prompt.until("swIfIndex  1\ndone in ");
  prompt.type("= _.swIfIndex + 41\r");
  await prompt.until("42\n");
  prompt.type(":show version\r");
  await prompt.until("program  vpe");
  prompt.type("quit\r");
  t.equal(await prompt.exitCode, 0);
});

t.test("pasted lines run in order, each shown before its answer, until one fails", async () => {
  const prompt = await startPrompt();
  prompt.type("show sr encaps hop-limit\rbogus one\rshow version\r");
  await prompt.until("SR encaps hop-limit = ");
  await prompt.until(")# bogus one\n");
  await prompt.until("unknown input `bogus one'\n");
  await prompt.until("not run: 1 line that came after it\n");
  prompt.end();
  await prompt.exitCode;
});

t.test("an open bracket goes on in the next line, and Ctrl-C empties what is typed", async (t) => {
  const prompt = await startPrompt();
  prompt.type("= [1,\r");
  prompt.type("2]\r");
  await prompt.until("[ 1, 2 ]");
  await prompt.until(")# ");
  prompt.type("= {\r");
  await prompt.until("= {");
  prompt.type("abc\u0003");
  await prompt.until("^C");
  await prompt.until(")# ");
  prompt.type("= 'new'\r");
  await prompt.until("'new'\n");
  prompt.end();
  t.equal(await prompt.exitCode, 0);
});

t.test("Ctrl-C gives up a call, and reports what VPP may have done", async (t) => {
  const vpp = await startSimulator();
  t.teardown(() => vpp.close());
  const prompt = await startPrompt(vpp);
  prompt.type("show_version\r");
  await prompt.until("done in");
  await prompt.until(")# ");
  vpp.inject({ kind: "busy", message: "sw_interface_set_mtu", ms: 300 });
  prompt.type("sw_interface_set_mtu swIfIndex=0 mtu=[1500,0,0,0]\r");
  prompt.type("\u0003");
  await prompt.until("given up; ");
  await prompt.until(")# ");
  prompt.type("show version\r");
  await prompt.until("vpp v26.06-release");
  prompt.end();
  await prompt.exitCode;
});

t.test("Tab completes a word, then lists what may follow with its help", async (t) => {
  const prompt = await startPrompt();
  prompt.type("sw_interface_set_mt\t");
  await prompt.until("sw_interface_set_mt");
  await prompt.until("u ");
  prompt.type("\t");
  const list = await prompt.until("list of u32");
  t.match(list, /\n {2}swIfIndex= {2}u32\n {2}mtu= {8}list of u32/);
  prompt.end();
  await prompt.exitCode;
});

t.test("Right accepts the dim hint, which is gone when the line is sent", async (t) => {
  const prompt = await startPrompt(simulator, { NO_COLOR: "" });
  for (const key of "sw_interface_set_mt") prompt.type(key);
  await prompt.until("\u001b[2mu\u001b[22m\u001b[1D");
  prompt.type("\u001b[C");
  prompt.type(" ?\r");
  t.match(await prompt.until("missing"), "u");
  prompt.end();
  await prompt.exitCode;
});

t.test("a line is in the history before its answer, unless it may hold a secret", async (t) => {
  const prompt = await startPrompt();
  prompt.type("show version\r");
  await prompt.until("vpp v26.06-release");
  t.equal(prompt.history, "show version\n");
  await prompt.until(")# ");
  prompt.type("x_y key={\r1 }\r");
  await prompt.until("no such message: x_y");
  await prompt.until(")# ");
  prompt.type(" show errors\r");
  await prompt.until("Severity");
  await prompt.until(")# ");
  prompt.type("\u001b[A\r");
  await prompt.until("vpp v26.06-release");
  t.equal(prompt.history, "show version\nshow version\n");
  prompt.end();
  await prompt.exitCode;
});

t.test("the prompt shows that VPP is lost, and connects again", async (t) => {
  const vpp = await startSimulator();
  t.teardown(() => vpp.close());
  const prompt = await startPrompt(vpp);
  await vpp.restart();
  await prompt.until("connecting again");
  await prompt.until(", lost)# ");
  await prompt.until("VPP 26.06-release");
  prompt.type("show version\r");
  await prompt.until("vpp v26.06-release");
  prompt.end();
  t.equal(await prompt.exitCode, 0);
});

t.test("without a VPP the prompt is there, and a line fails", async (t) => {
  const prompt = new TestPrompt("/nowhere/api.sock");
  await prompt.until("vpp(/nowhere/api.sock, lost)# ");
  prompt.type("show version\r");
  await prompt.until("tsvpp: /nowhere/api.sock: ");
  await prompt.until(")# ");
  prompt.type("= 1\r");
  await prompt.until("1\n");
  prompt.end();
  t.equal(await prompt.exitCode, 0);
});
