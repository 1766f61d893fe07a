import type { MacAddress } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { ETHERNET_MTU_BYTES, type Interface, type Interfaces } from "../interfaces/index.ts";
import { Retval } from "../retval.ts";
import { VppHash } from "../vpp-hash.ts";
import type { Created } from "./created.ts";
import { Devices } from "./devices.ts";

const ANY_SOCKET_ID = 0xffffffff;
const ETHERNET = 0;
const MASTER = 0;
/** The last mode that VPP survives: there is one more in its API, punt and inject. */
const MAX_MODE = 1;
const RUNTIME_FOLDER = "/run/vpp";

/** An interface in memory that another process shares. */
export interface MemifEntry {
  readonly id: number;
  readonly socketId: number;
  /** 0 is the master, which listens; all others are slaves. */
  readonly role: number;
  /** 0 is Ethernet, 1 IP. */
  readonly mode: number;
  /** Whether a slave lends its buffers. */
  readonly hasZeroCopy: boolean;
  readonly ringSize: number;
  readonly macAddress: MacAddress;
}

interface Memif extends MemifEntry {
  readonly owner: Interface;
}

/** The interfaces of memif and their sockets; no peer ever connects. @see VPP src/plugins/memif/memif.c, memif_api.c */
export class Memifs extends Devices<Memif> {
  /** File names by socket id. */
  readonly sockets: VppHash<string> = new VppHash();
  #lastSocketId = 0;

  constructor(interfaces: Interfaces) {
    super(interfaces);
    this.sockets.set(0, `${RUNTIME_FOLDER}/memif.sock`);
  }

  addSocket(wantedId: number, fileName: string): { retval: number; socketId: number } {
    const socketId = wantedId === ANY_SOCKET_ID ? this.#nextSocketId() : wantedId;
    if (socketId === 0 || fileName === "") return { retval: Retval.invalidArgument, socketId };
    const path = fileName.startsWith("/") ? fileName : `${RUNTIME_FOLDER}/${fileName}`;
    const known = this.sockets.get(socketId);
    if (known !== undefined && known !== path) return { retval: Retval.entryAlreadyExists, socketId };
    this.sockets.set(socketId, path);
    return { retval: Retval.ok, socketId };
  }

  /** Returns VPP's return value. */
  deleteSocket(socketId: number): number {
    if (socketId === 0 || !this.sockets.has(socketId)) return Retval.invalidArgument;
    if (this.#at(socketId).length > 0) return Retval.unexpectedInterfaceState;
    this.sockets.delete(socketId);
    return Retval.ok;
  }

  create(request: MemifEntry): Created {
    const isSlave = request.role !== MASTER;
    const wanted = { ...request, role: isSlave ? 1 : MASTER, hasZeroCopy: isSlave && request.hasZeroCopy };
    const retval = this.#check(wanted);
    if (retval !== Retval.ok) return { retval, swIfIndex: 0 };
    if (wanted.mode > MAX_MODE) throw new VppCrash(`memif has no mode ${wanted.mode}`);
    const { socketId, id, macAddress, mode } = wanted;
    const ethernet =
      mode === ETHERNET ? { isEthernet: true, macAddress, linkMtuBytes: ETHERNET_MTU_BYTES } : { linkMtuBytes: 0 };
    const spec = { name: `memif${socketId}/${id}`, deviceType: "memif", ...ethernet };
    return this.add(spec, (owner) => ({ ...wanted, owner }));
  }

  /** Returns VPP's return value. A part stands for its interface. */
  delete(swIfIndex: number): number {
    const wanted = this.interfaces.get(swIfIndex)?.hardware;
    const found = this.find(({ owner }) => owner === wanted);
    return this.remove(found, Retval.invalidSwIfIndex);
  }

  /** A socket has either masters or slaves. */
  #check({ socketId, id, role, ringSize }: MemifEntry): number {
    const others = this.#at(socketId);
    const isPowerOf2 = (ringSize & (ringSize - 1)) === 0;
    if (!this.sockets.has(socketId) || !isPowerOf2) return Retval.invalidArgument;
    const isTaken = others.some((each) => each.id === id || each.role !== role);
    return isTaken ? Retval.subInterfaceAlreadyExists : Retval.ok;
  }

  #at(socketId: number): Memif[] {
    return [...this.pool].filter((each) => each.socketId === socketId);
  }

  /** VPP's generator of random numbers. @see VPP src/vppinfra/random.h random_u32 */
  #nextSocketId(): number {
    this.#lastSocketId = (Math.imul(this.#lastSocketId, 1664525) + 1013904223) >>> 0;
    return this.#lastSocketId;
  }
}
