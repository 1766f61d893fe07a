import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { tsvpp } from "../tsvpp.ts";

const simulator = await startSimulator();
t.teardown(() => simulator.close());

function cli(...words: string[]) {
  return tsvpp(["cli", ...words, "--socket", simulator.socketPath]);
}

t.test("prints what VPP's command line answers, ended by a newline", async (t) => {
  const { exitCode, stdout } = await cli("show version");
  t.equal(exitCode, 0);
  t.match(stdout, /^vpp v26\.06-release built by [^\n]*\n$/);
});

t.test("joins its words to one command", async (t) => {
  t.equal((await cli("show", "version")).stdout, (await cli("show version")).stdout);
});

t.test("gives programs the answer as VPP sent it", async (t) => {
  const { stdout } = await cli("show", "version", "--json");
  t.match(JSON.parse(stdout), { reply: /^vpp v26\.06-release/ });
});

t.test("prints the text of VPP on standard output when VPP does not know the command, and exits with 1", async (t) => {
  t.same(await cli("bogus"), { exitCode: 1, stdout: "unknown input `bogus'\n", stderr: "" });
});

t.test("the text that VPP printed before an error stays, and so do its blanks", async (t) => {
  const { reply } = JSON.parse((await cli("show version\n\nbogus", "--json")).stdout);
  t.match(reply, /^vpp v26\.06-release [^\n]*\nunknown input `bogus'\n$/);
});
