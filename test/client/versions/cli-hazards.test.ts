import t from "tap";
import { cliHazard } from "../../../src/client/versions/cli-hazards.ts";

/** Commands that VPP 26.06 was seen to run from these texts. */
const HARMFUL = [
  "ping 10.0.0.2",
  "pin 10.0.0.2",
  "monitor interface x",
  "mo i",
  "q",
  "qu",
  "quit.x",
  "exi",
  "set term pager",
  "set te",
  "show clock quit",
  "show clock\nping 1.1.1.1",
  "show clock\n  quit",
  "{ quit }",
  "show clock help quit",
];
const HARMLESS = [
  "show version",
  "pipe create",
  "quit ?",
  "help ping",
  "help set terminal",
  "mon",
  "set trace",
  "exec /a/quit",
  "exit-x",
];

for (const text of HARMFUL)
  t.test(`refuses ${JSON.stringify(text)}`, async (t) => t.match(cliHazard(text), /^not sent: /));
for (const text of HARMLESS) t.test(`takes ${JSON.stringify(text)}`, async (t) => t.equal(cliHazard(text), undefined));
