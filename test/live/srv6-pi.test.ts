/**
 * The commands of `tsvpp srv6-pi` with the gobgpds that TSVPP_GOBGPD names (paths with colons between them): what they give to a
 * gobgpd arrives at its peer.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { describeNlri } from "../../src/bgp/index.ts";
import { startWatched, type Watched } from "../bgp/speaker/watched.ts";
import { writeFiles } from "../cli/srv6-pi/scene.ts";
import { tsvpp, tsvppBeside } from "../cli/tsvpp.ts";
import { bytes, temporaryFolder } from "../helpers.ts";
import { PAPER_FILE, plain, policiesIn, TWO_LISTS_FILE } from "../injector/policies.ts";

t.setTimeout(120_000);

const LOOPBACK = "::1";
const AS = 64512;
const PAPER = "SR policy to fd11::1000, color 94, distinguisher 4";
const OTHER = `SR policy to fd12::1000, color 6, distinguisher ${0x0a00000b}`;

const programs = process.env.TSVPP_GOBGPD?.split(":") ?? [];
if (programs.length === 0) t.test("srv6-pi --gobgp with a gobgpd", { skip: "TSVPP_GOBGPD is not set" }, async () => {});

for (const program of programs) {
  t.test(`${program} announces what the commands give to it`, async (t) => {
    const { target, peer } = await startGobgpd(t, program);
    const [paper, other] = writeFiles(t, PAPER_FILE, TWO_LISTS_FILE);
    const pi = (...argv: string[]) => tsvpp(["srv6-pi", ...argv, "--gobgp", target]);
    t.match(await pi("create", paper!), { exitCode: 0, stdout: `created: ${PAPER}` });
    t.match(await pi("create", other!, "--headend", "10.0.0.11"), { exitCode: 0, stdout: `created: ${OTHER}` });
    await peer.when(() => peer.speaker.routesOf(LOOPBACK).length === 2);
    const routes = new Map(peer.speaker.routesOf(LOOPBACK).map((route) => [describeNlri(route.nlri), route]));
    t.same(plain(routes.get(PAPER)!.attributes.candidatePath), plain(policiesIn(PAPER_FILE)[0]!.path));
    t.equal(String(routes.get(PAPER)!.nextHop), "fd00:0:34::2");
    t.same(plain(routes.get(OTHER)!.attributes.candidatePath), plain(policiesIn(TWO_LISTS_FILE)[0]!.path));
    t.same(routes.get(OTHER)!.attributes.extendedCommunities, [bytes("0102 0a00000b 0000")]);
    t.equal(String(routes.get(OTHER)!.nextHop), LOOPBACK, "without a next hop it is the gobgpd itself");
    t.match(await pi("create", paper!), { stdout: `unchanged: ${PAPER}` });
    t.equal((await pi("list", "--json")).stdout.trim().split("\n").length, 2);
    t.match(await pi("apply", paper!), { exitCode: 0, stdout: `deleted: ${OTHER}` });
    await peer.when(() => peer.routes.includes(`- ${OTHER}`));
    t.match(await pi("delete", "--color", "94", "--endpoint", "fd11::1000"), {
      exitCode: 0,
      stdout: `deleted: ${PAPER}`,
    });
    await peer.when(() => peer.routes.includes(`- ${PAPER}`));
    t.match(await pi("list"), { exitCode: 0, stdout: "no policies\n" });
  });

  t.test(`${program} is watched until it ends`, async (t) => {
    const { target, process: gobgpd } = await startGobgpd(t, program);
    const [paper] = writeFiles(t, PAPER_FILE);
    const watching = tsvppBeside("srv6-pi", "watch", "--gobgp", target);
    // The watch begins some time after its command; a policy that comes and goes is seen then.
    let line: string | undefined;
    const first = watching.out().then((found) => {
      line = found;
    });
    while (line === undefined) {
      for (const argv of [
        ["apply", paper!],
        ["delete", "--all"],
      ])
        await tsvpp(["srv6-pi", ...argv, "--gobgp", target]);
    }
    await first;
    t.match(line, /^(created|deleted): SR policy to fd11::1000, color 94, distinguisher 4: /);
    gobgpd.kill("SIGKILL");
    t.equal(await watching.exitCode, 3);
  });
}

interface Gobgpd {
  readonly target: string;
  /** The only peer of the gobgpd; the session is established. */
  readonly peer: Watched;
  readonly process: ChildProcess;
}

/** Starts a gobgpd that listens on no port, connects to a speaker of ours, and answers on a UNIX socket. */
async function startGobgpd(t: Test, program: string): Promise<Gobgpd> {
  const folder = temporaryFolder(t);
  const peer = await startWatched(t, {
    as: AS,
    routerId: "10.0.0.2",
    listen: { address: LOOPBACK, port: 0 },
    peers: [{ address: LOOPBACK, connects: false }],
  });
  const path = join(folder, "gobgpd.toml");
  writeFileSync(path, configuration(peer.speaker.port!));
  const target = `unix:${join(folder, "api.sock")}`;
  const args = ["-f", path, "-t", "toml", "--pprof-disable", "--api-hosts", target.replace("unix:", "unix://")];
  const gobgpd = spawn(program, args, { stdio: "ignore" });
  t.teardown(async () => {
    if (gobgpd.exitCode !== null || gobgpd.signalCode !== null) return;
    gobgpd.kill("SIGKILL");
    await once(gobgpd, "exit");
  });
  await peer.next("up");
  return { target, peer, process: gobgpd };
}

function configuration(port: number): string {
  return `[global.config]
as = ${AS}
router-id = "10.0.0.1"
port = -1
[[neighbors]]
[neighbors.config]
neighbor-address = "${LOOPBACK}"
peer-as = ${AS}
[neighbors.transport.config]
remote-port = ${port}
[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "ipv6-srpolicy"
`;
}
