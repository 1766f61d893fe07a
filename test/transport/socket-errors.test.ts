import { readFileSync, statSync } from "node:fs";
import t from "tap";
import { describeConnectError, isTooLong, tooLongText } from "../../src/transport/socket-errors.ts";
import { temporaryFolder } from "../helpers.ts";

const PATH = "/nowhere/api.sock";

function errnoError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`connect ${code} ${PATH}`), { code });
}

const described: readonly (readonly [code: string, text: RegExp])[] = [
  ["ENOENT", /^\/nowhere\/api\.sock: no such socket\. Is VPP running, .*socket-name \/nowhere\/api\.sock/],
  ["ECONNREFUSED", /^\/nowhere\/api\.sock: no process listens/],
  ["EAGAIN", /^\/nowhere\/api\.sock: too many clients wait for VPP/],
  [
    "EACCES",
    /^\/nowhere\/api\.sock: permission denied\. VPP's socket is open to the members of its group: join it, or use sudo$/,
  ],
  ["EPERM", /^\/nowhere\/api\.sock: permission denied/],
  ["ENOTSOCK", /^\/nowhere\/api\.sock: not a stream socket/],
  ["EPROTOTYPE", /^\/nowhere\/api\.sock: not a stream socket\. .*statistics/],
  ["EMFILE", /^\/nowhere\/api\.sock: connect EMFILE/],
];

for (const [code, text] of described) {
  t.test(`${code} is told in words`, async (t) => {
    t.match(describeConnectError(PATH, errnoError(code)), text);
  });
}

t.test("a denied permission names the group that has it", async (t) => {
  const folder = temporaryFolder(t);
  const { gid } = statSync(folder);
  const names = readFileSync("/etc/group", "utf8").match(new RegExp(`^([^:]+):[^:]*:${gid}:`, "m"));
  const group = names?.[1] ?? String(gid);
  t.equal(
    describeConnectError(folder, errnoError("EACCES")),
    `${folder}: permission denied. The socket is open to group ${group}: join it, or use sudo`,
  );
});

t.test("a path may have 107 bytes: sun_path of Linux has 108, with the NUL", async (t) => {
  t.notOk(isTooLong("x".repeat(107)));
  t.ok(isTooLong("x".repeat(108)));
  t.ok(isTooLong("\u00e9".repeat(54)), "bytes count, not characters");
  t.equal(tooLongText("/x"), "/x: too long for a socket path (at most 107 bytes)");
  const long = "x".repeat(108);
  t.equal(describeConnectError(long, errnoError("ENOENT")), tooLongText(long));
});
