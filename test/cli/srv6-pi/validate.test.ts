import t from "tap";
import { PAPER_FILE, TWO_LISTS_FILE } from "../../injector/policies.ts";
import { tsvpp } from "../tsvpp.ts";
import { writeFiles } from "./scene.ts";

t.test("prints how policies are read, without a server", async (t) => {
  const [paper, other, gone] = writeFiles(
    t,
    PAPER_FILE,
    TWO_LISTS_FILE,
    "nlri: { color: 9, endpoint: fd13::1 }\niswithdraw: true\n",
  );
  const { exitCode, stdout } = await tsvpp(["srv6-pi", "validate", paper!, other!, gone!, "--headend", "10.0.0.11"]);
  t.equal(exitCode, 0);
  t.match(stdout.split("\n"), [
    /^SR policy to fd11::1000, color 94, distinguisher 4: .*, headend 10\.0\.0\.11$/,
    /^SR policy to fd12::1000, color 6, distinguisher 167772171: /,
    /^withdraws SR policy to fd13::1, color 9, distinguisher 167772171$/,
    "",
  ]);
  const json = await tsvpp(["srv6-pi", "validate", gone!, "--json"]);
  t.same(JSON.parse(json.stdout), { nlri: { distinguisher: 0, color: 9, endpoint: "fd13::1" }, iswithdraw: true });
});

t.test("reads standard input, and reports each fault with its line", async (t) => {
  const stdin = PAPER_FILE.replace("color: 94", "color: \u{1b}0").replace("priority: 10", "priorty: 10");
  const { exitCode, stdout, stderr } = await tsvpp(["srv6-pi", "validate", "-"], { stdin });
  t.same([exitCode, stdout], [2, ""]);
  t.match(stderr, /^tsvpp: standard input:/);
  t.notOk(stderr.includes("\u{1b}"));
});
