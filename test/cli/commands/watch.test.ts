import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { tsvpp, tsvppBeside } from "../tsvpp.ts";

const simulator = await startSimulator();
t.teardown(() => simulator.close());

t.test("repeats a line until it is interrupted, and marks what has changed", async (t) => {
  const socket = ["--socket", simulator.socketPath];
  const running = tsvppBeside("watch", "0.01", "show", "interface", "|", "sed", "'s/ .*//'", ...socket);
  t.match(await running.out(), /every 0\.01 s: show interface | sed/);
  t.equal(await running.out(), "  ");
  t.equal(await running.out(), "  local0");
  await tsvpp(["call", "create_loopback", "macAddress=00:00:00:00:00:00", ...socket]);
  let line: string | undefined;
  do line = await running.out();
  while (line !== undefined && !line.endsWith("loop0"));
  t.equal(line, "* loop0");
  running.interrupt("SIGINT");
  t.equal(await running.exitCode, 0);
});

const REFUSED: readonly (readonly [words: readonly string[], text: RegExp])[] = [
  [["create", "loopback", "interface"], /"create loopback interface" may change VPP/],
  [["show version\nquit"], /may change VPP/],
  [["sr_policy_add"], /may change VPP/],
  [[":apply", "x.yaml"], /may change VPP/],
  [["=", "1"], /may change VPP/],
  [["quit"], /may change VPP/],
  [["0", "show", "version"], /seconds above 0, up to 86400, are expected/],
  [["1"], /LINE is missing/],
];

for (const [words, text] of REFUSED) {
  t.test(`refuses ${JSON.stringify(words)}`, async (t) => {
    const { exitCode, stderr } = await tsvpp(["watch", ...words]);
    t.equal(exitCode, 2);
    t.match(stderr, text);
  });
}

t.test("a line that cannot be read ends it", async (t) => {
  const { exitCode, stdout } = await tsvpp(["watch", ":show", "nothing", "--socket", simulator.socketPath]);
  t.equal(exitCode, 2);
  t.match(stdout, /no such subject: nothing/);
});
