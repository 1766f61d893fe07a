import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { findPseudoTerminal, typeIntoTerminal } from "../pseudo-terminal.ts";

const wrap = findPseudoTerminal();
const skip = wrap === undefined && "neither script of util-linux nor python3 is there to make a pseudo-terminal";

t.test("on a terminal, lines are run, a pipe has the terminal, and quit ends the prompt", { skip }, async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "tsvpp-pty-"));
  const typed = "show version | (test -t 1 && sed s/^/terminal:/)\r= 6 * 7\r:help\rquit\r";
  const argv = ["--socket", simulator.socketPath];
  const printed = await typeIntoTerminal(wrap!, argv, { after: ")# ", typed });
  t.match(printed, /^VPP 26\.06-release; Tab completes, \? explains, :help$/m);
  t.match(printed, /terminal:vpp v26\.06-release/);
  t.match(printed, /^42$/m);
  t.match(printed, /What a line is, by its first characters:/);
});
