import t from "tap";
import { PAPER_FILE, TWO_LISTS_FILE } from "../../injector/policies.ts";
import { tsvpp } from "../tsvpp.ts";
import { serve, writeFiles } from "./scene.ts";

const PAPER = "SR policy to fd11::1000, color 94, distinguisher 4";
const OTHER = "SR policy to fd12::1000, color 6, distinguisher";
const name = (line: string) => line.replace(/(distinguisher \d+).*/, "$1");

/** The lines of an answer, without what the policies hold. */
function lines({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string[] {
  return [...stdout.trimEnd().split("\n"), ...stderr.trimEnd().split("\n")].filter((line) => line !== "").map(name);
}

t.test("create adds and replaces, and says which", async (t) => {
  const { pi } = await serve(t);
  const [paper, changed, withdrawal] = writeFiles(
    t,
    PAPER_FILE,
    `${PAPER_FILE.replace("weight: 12", "weight: 1")}---\n${TWO_LISTS_FILE}`,
    PAPER_FILE.replace("iswithdraw: false", "iswithdraw: true"),
  );
  t.same(lines(await pi("create", paper!)), [`created: ${PAPER}`]);
  t.same(lines(await pi("create", paper!)), [`unchanged: ${PAPER}`]);
  t.same(lines(await pi("create", changed!, "--dry-run")), [
    `would be updated: ${PAPER}`,
    `would be created: ${OTHER} 0`,
  ]);
  t.same(lines(await pi("create", changed!)), [`updated: ${PAPER}`, `created: ${OTHER} 0`]);
  t.same(lines(await pi("create", withdrawal!)), [`deleted: ${PAPER}`]);
  t.match(await pi("create", withdrawal!), { exitCode: 0, stdout: `absent: ${PAPER}\n` });
});

t.test("apply leaves exactly the policies of the files", async (t) => {
  const { pi } = await serve(t);
  const [paper, other] = writeFiles(t, PAPER_FILE, TWO_LISTS_FILE);
  await pi("create", paper!);
  t.same(lines(await pi("apply", other!, "--dry-run")), [`would be created: ${OTHER} 0`, `would be deleted: ${PAPER}`]);
  t.same(lines(await pi("apply", other!, "--headend", "10.0.0.11,10.0.0.12", "--headend", "10.0.0.13")), [
    `created: ${OTHER} ${0x0a00000b}`,
    `created: ${OTHER} ${0x0a00000c}`,
    `created: ${OTHER} ${0x0a00000d}`,
    `deleted: ${PAPER}`,
  ]);
  t.same(lines(await pi("apply", other!, paper!)).length, 5);
});

t.test("delete takes files, a color and endpoint, or all", async (t) => {
  const { pi } = await serve(t);
  const [paper, other] = writeFiles(t, PAPER_FILE, TWO_LISTS_FILE);
  await pi("create", paper!);
  await pi("create", other!, "--headend", "10.0.0.11,10.0.0.12,10.0.0.13");
  t.same(lines(await pi("delete", paper!)), [`deleted: ${PAPER}`]);
  t.same(lines(await pi("delete", other!, "--headend", "10.0.0.12")), [`deleted: ${OTHER} ${0x0a00000c}`]);
  const key = ["--color", "6", "--endpoint", "fd12::1000"];
  t.same(lines(await pi("delete", ...key, "--distinguisher", String(0x0a00000b))), [`deleted: ${OTHER} ${0x0a00000b}`]);
  t.same(lines(await pi("delete", ...key, "--dry-run")), [`would be deleted: ${OTHER} ${0x0a00000d}`]);
  t.same(lines(await pi("delete", ...key)), [`deleted: ${OTHER} ${0x0a00000d}`]);
  t.match(await pi("delete", ...key), { exitCode: 1, stdout: "absent: SR policy to fd12::1000, color 6\n" });
  await pi("create", paper!);
  t.same(lines(await pi("delete", "--all")), [`deleted: ${PAPER}`]);
  t.match(await pi("delete", "--all"), { exitCode: 0, stdout: "" });
});

t.test("with --json each outcome is a line", async (t) => {
  const { pi } = await serve(t);
  const [paper] = writeFiles(t, PAPER_FILE);
  const { stdout } = await pi("create", paper!, "--json", "--dry-run");
  t.match(JSON.parse(stdout), {
    kind: "created",
    policy: { nlri: { distinguisher: 4, color: 94, endpoint: "fd11::1000" }, priority: 10, bsid: "cafe::1c2" },
    isDryRun: true,
  });
});

const refused: readonly (readonly [argv: string[], line: RegExp])[] = [
  [["delete"], /^tsvpp: srv6-pi delete: give FILE\.\.\., or --color and --endpoint, or --all\n$/],
  [["delete", "--all", "--color", "4"], /or --all\n$/],
  [["delete", "--color", "4"], /^tsvpp: srv6-pi delete: --endpoint: missing/],
  [
    ["delete", "--color", "0", "--endpoint", "fd11::1"],
    /--color: expected a whole number from 1 to 4294967295, found 0/,
  ],
  [["delete", "--color", "4x", "--endpoint", "fd11::1"], /--color: expected a whole number .*, found "4x"/],
  [["create", "/nowhere.yaml"], /^tsvpp: \/nowhere\.yaml: no such file or directory\n$/],
];

for (const [argv, line] of refused) {
  t.test(`refuses srv6-pi ${argv.join(" ")} before a server is asked`, async (t) => {
    const { exitCode, stdout, stderr } = await tsvpp(["srv6-pi", ...argv, "--server", "/nowhere.sock"]);
    t.same([exitCode, stdout], [2, ""]);
    t.match(stderr, line);
  });
}
