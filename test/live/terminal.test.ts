/** Tests output of a real VPP whose names, tags and replies contain all control characters of terminals. */
import t from "tap";
import { runToPipe } from "../cli/pseudo-terminal.ts";
import { testTerminal } from "../cli/terminal.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;

if (socketPath === undefined) {
  t.test("text from a real VPP commands no terminal", { skip: "TSVPP_VPP_SOCKET is not set" }, async () => {});
} else {
  testTerminal(async () => socketPath, runToPipe);
}
