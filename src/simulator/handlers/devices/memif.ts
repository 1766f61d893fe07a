import type { MacAddress } from "../../../address/index.ts";
import { IfStatusFlags } from "../../../binapi/interface_types.ts";
import {
  memifCreate,
  memifCreateV2,
  memifDelete,
  memifDump,
  memifSocketFilenameAddDel,
  memifSocketFilenameAddDelV2,
  memifSocketFilenameDump,
} from "../../../binapi/memif.ts";
import { type Model, Retval } from "../../model/index.ts";
import type { Handlers } from "../handlers.ts";

const ANY_SOCKET_ID = 0xffffffff;
const DEFAULT_RING_SIZE = 1024;

/** Interfaces in shared memory, and the sockets of their peers. @see VPP src/plugins/memif/memif_api.c */
export function handleMemifs(handlers: Handlers, { memifs }: Model): void {
  handlers.request(memifSocketFilenameAddDelV2, ({ isAdd, socketId, socketFilename }) => {
    if (isAdd) return memifs.addSocket(socketId, socketFilename);
    return { retval: memifs.deleteSocket(socketId), socketId };
  });
  handlers.retval(memifSocketFilenameAddDel, ({ isAdd, socketId, socketFilename }) => {
    if (!isAdd) return memifs.deleteSocket(socketId);
    return socketId === ANY_SOCKET_ID ? Retval.invalidArgument : memifs.addSocket(socketId, socketFilename).retval;
  });
  handlers.dump(memifSocketFilenameDump, function* () {
    for (const [socketId, socketFilename] of memifs.sockets) yield { socketId, socketFilename };
  });
  const create = ({ hwAddr, noZeroCopy, ringSize = DEFAULT_RING_SIZE, id, socketId, role, mode }: Wanted) =>
    memifs.create({ id, socketId, role, mode, ringSize, hasZeroCopy: !noZeroCopy, macAddress: hwAddr });
  handlers.request(memifCreate, create);
  handlers.request(memifCreateV2, create);
  handlers.retval(memifDelete, ({ swIfIndex }) => memifs.delete(swIfIndex));
  handlers.dump(memifDump, function* () {
    for (const { owner, id, socketId, role, mode, hasZeroCopy: zeroCopy } of memifs) {
      const flags = owner.isAdminUp ? IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP : 0;
      const { swIfIndex, macAddress: hwAddr, name: ifName } = owner;
      yield { swIfIndex, hwAddr, id, role, mode, zeroCopy, socketId, ...UNCONNECTED, flags, ifName };
    }
  });
}

/** The rings of an interface without a peer. */
const UNCONNECTED = { ringSize: 1, bufferSize: 0 } as const;

interface Wanted {
  readonly hwAddr: MacAddress;
  readonly ringSize?: number;
  readonly id: number;
  readonly socketId: number;
  readonly role: number;
  readonly mode: number;
  readonly noZeroCopy: boolean;
}
