/** Route reflectors of other projects, each as a process of its own on an address of the loopback interface. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

export const REFLECTOR = "fd00:bb::1";
export const PORT = 1790;
export const AS = 64512;
/** The addresses of the two clients. */
export const CLIENTS = ["fd00:bb::2", "fd00:bb::3"] as const;

export interface ReflectorKind {
  readonly name: string;
  readonly program: string;
  readonly hasSrPolicies: boolean;
  /** Writes the configuration into a folder, and returns the arguments of the program. */
  configure(folder: string): string[];
}

/** Returns the reflectors that the environment names: TSVPP_GOBGPD (paths with colons between them), TSVPP_FRR_BGPD, TSVPP_BIRD. */
export function reflectorsOf(env: NodeJS.ProcessEnv): ReflectorKind[] {
  const gobgpds = env.TSVPP_GOBGPD?.split(":") ?? [];
  const kinds: ReflectorKind[] = gobgpds.map((program) => ({
    name: `gobgpd ${versionOf(program)}`,
    program,
    hasSrPolicies: true,
    configure: configureGobgpd,
  }));
  const { TSVPP_FRR_BGPD: frr, TSVPP_BIRD: bird } = env;
  if (frr !== undefined) kinds.push({ name: "FRR", program: frr, hasSrPolicies: false, configure: configureFrr });
  if (bird !== undefined) kinds.push({ name: "BIRD", program: bird, hasSrPolicies: false, configure: configureBird });
  return kinds;
}

/** Gives the loopback interface the addresses, and takes them away when the returned function is called. Needs root. */
export function addAddresses(): () => void {
  const addresses = [REFLECTOR, ...CLIENTS];
  const change = (action: string, address: string) => ["-6", "addr", action, `${address}/128`, "dev", "lo"];
  for (const address of addresses) execFileSync("ip", [...change("replace", address), "nodad"]);
  return () => {
    for (const address of addresses) execFileSync("ip", change("del", address));
  };
}

export class Reflector {
  readonly #program: string;
  readonly #args: string[];
  #process: ChildProcess;

  constructor({ program, configure }: ReflectorKind, folder: string) {
    this.#program = program;
    this.#args = configure(folder);
    this.#process = this.#spawn();
  }

  /** Ends the process with a signal, and starts it anew. */
  async restart(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    await this.end(signal);
    this.start();
  }

  /** Starts the process anew, after `end`. */
  start(): void {
    this.#process = this.#spawn();
  }

  async end(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill(signal);
    await once(this.#process, "exit");
  }

  #spawn(): ChildProcess {
    return spawn(this.#program, this.#args, { stdio: "ignore" });
  }
}

function versionOf(program: string): string {
  return execFileSync(program, ["--version"], { encoding: "utf8" }).match(/\d+(\.\d+)+/)?.[0] ?? basename(program);
}

function configureGobgpd(folder: string): string[] {
  const path = join(folder, "gobgpd.toml");
  writeFileSync(path, [GOBGP_GLOBAL, ...CLIENTS.map(gobgpNeighbor)].join("\n"));
  // A port of its own choice: a socket file of a killed process would stop the next one.
  return ["-f", path, "-t", "toml", "--api-hosts", "127.0.0.1:0"];
}

const GOBGP_GLOBAL = `[global.config]
as = ${AS}
router-id = "10.0.0.1"
port = ${PORT}
local-address-list = ["${REFLECTOR}"]`;

function gobgpNeighbor(address: string): string {
  const families = ["ipv4-unicast", "ipv6-unicast", "ipv6-srpolicy"].map(
    (family) => `[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "${family}"
[neighbors.afi-safis.mp-graceful-restart.config]
enabled = true`,
  );
  return `[[neighbors]]
[neighbors.config]
neighbor-address = "${address}"
peer-as = ${AS}
[neighbors.transport.config]
passive-mode = true
[neighbors.route-reflector.config]
route-reflector-client = true
route-reflector-cluster-id = "10.0.0.1"
[neighbors.graceful-restart.config]
enabled = true
restart-time = 120
${families.join("\n")}`;
}

/** Without zebra, since with it routes whose next hop is not in the kernel's table are not reflected. */
function configureFrr(folder: string): string[] {
  const path = join(folder, "bgpd.conf");
  const sockets = join(folder, "vty");
  mkdirSync(sockets);
  writeFileSync(path, FRR_CONFIGURATION);
  // The daemon insists that its folder belongs to this user.
  chownSync(sockets, Number(execFileSync("id", ["-u", "frr"])), Number(execFileSync("id", ["-g", "frr"])));
  for (const folderOrFile of [folder, path]) chmodSync(folderOrFile, 0o755);
  const files = ["-f", path, "-i", join(sockets, "bgpd.pid"), "--vty_socket", sockets];
  return ["-Z", "-S", ...files, "-p", String(PORT), "-l", REFLECTOR, "-P", "0"];
}

const FRR_CONFIGURATION = `router bgp ${AS}
 bgp router-id 10.0.0.1
 bgp cluster-id 10.0.0.1
 bgp graceful-restart
 no bgp default ipv4-unicast
 neighbor leaf peer-group
 neighbor leaf remote-as ${AS}
 neighbor leaf passive
 neighbor leaf capability extended-nexthop
${CLIENTS.map((address) => ` neighbor ${address} peer-group leaf`).join("\n")}
 address-family ipv4 unicast
  neighbor leaf activate
  neighbor leaf route-reflector-client
 exit-address-family
 address-family ipv6 unicast
  neighbor leaf activate
  neighbor leaf route-reflector-client
 exit-address-family
`;

function configureBird(folder: string): string[] {
  const path = join(folder, "bird.conf");
  const peers = CLIENTS.map((address) => `protocol bgp from leaf { neighbor ${address} as ${AS}; }`);
  writeFileSync(path, [BIRD_CONFIGURATION, ...peers].join("\n"));
  return ["-f", "-c", path, "-s", join(folder, "bird.ctl"), "-P", join(folder, "bird.pid")];
}

const BIRD_CONFIGURATION = `router id 10.0.0.1;
protocol device {}
template bgp leaf {
  local ${REFLECTOR} port ${PORT} as ${AS};
  multihop; passive; rr client; graceful restart on; graceful restart time 120;
  ipv4 { import all; export all; extended next hop on; next hop keep; };
  ipv6 { import all; export all; next hop keep; };
}`;
