/** Names, tags and answers of a real VPP hold every character that may command a terminal. */
import t from "tap";
import { runToPipe } from "../cli/pseudo-terminal.ts";
import { testTerminal } from "../cli/terminal.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;

if (socketPath === undefined) {
  t.test("text from a real VPP commands no terminal", { skip: "TSVPP_VPP_SOCKET is not set" }, async () => {});
} else {
  testTerminal(async () => socketPath, runToPipe);
}
