import { formatApiJson, loadCatalogue } from "../../../src/schema/index.ts";
import { type ClientEnd, FrameProxy, framed, type Tamper } from "./frame-proxy.ts";
import {
  all,
  type Entry,
  EXPLAINED_CRC,
  nameOf,
  readTable,
  type TableChange,
  withCrc,
  withTable,
} from "./hostile-tables.ts";

/** The differences of a hostile server from VPP. */
export interface Plan {
  readonly table?: TableChange;
  /** The number of entries that the table claims to have; default the number of its entries. */
  readonly count?: number;
  /** The requests that the server does not answer. */
  readonly silent?: readonly string[];
}

export const HEALTHY: Plan = {};

/** Messages of which every server has another version, so that a client must request the definitions. */
export const OTHER_VERSIONS: readonly string[] = [
  "sr_set_encap_hop_limit",
  "sr_localsids_dump",
  "sr_localsids_details",
];

/** Bootstrap messages have the same id in every VPP. */
const SOCKCLNT_CREATE_REPLY = 16;
const GET_API_JSON = 27;
const GET_API_JSON_REPLY = 28;

/** A proxy in front of a simulator that changes the behavior by a plan. */
export class HostileServer {
  readonly socketPath: string;
  #plan: Plan = HEALTHY;
  #proxy: FrameProxy | undefined;

  private constructor(socketPath: string) {
    this.socketPath = socketPath;
  }

  /** @param simulatorPath the socket of the simulator. */
  static async listen(socketPath: string, simulatorPath: string): Promise<HostileServer> {
    const server = new HostileServer(socketPath);
    server.#proxy = await FrameProxy.listen(socketPath, simulatorPath, (client) => server.#tamper(client));
    return server;
  }

  /** Ends all connections, and uses another plan for new ones. */
  restart(plan: Plan): void {
    this.#plan = plan;
    this.#proxy!.drop();
  }

  close(): void {
    this.#proxy!.close();
  }

  #tamper(client: ClientEnd): Tamper {
    const { table = (same) => same, count, silent = [] } = this.#plan;
    let silentIds: readonly number[] = silent.includes("get_api_json") ? [GET_API_JSON] : [];
    return {
      passes: (message) => {
        const id = message.readUInt16BE(0);
        const isSilent = silentIds.includes(id);
        if (id === GET_API_JSON && !isSilent) client.write(framed(apiJsonReply(message)));
        return id !== GET_API_JSON && !isSilent;
      },
      replace: (message) => {
        if (message.readUInt16BE(0) !== SOCKCLNT_CREATE_REPLY) return framed(message);
        const entries = readTable(message);
        silentIds = idsOf(entries, silent);
        const changed = all(...OTHER_VERSIONS.map((name) => withCrc(name, EXPLAINED_CRC)), table)(entries);
        return framed(withTable(message, changed, count));
      },
    };
  }
}

function idsOf(table: readonly Entry[], names: readonly string[]): number[] {
  return table.filter((entry) => names.includes(nameOf(entry))).map(({ id }) => id);
}

/** Returns the reply to `get_api_json`. */
export function apiJsonReply(request: Buffer): Buffer {
  apiJson ??= Buffer.from(explanations());
  const reply = Buffer.alloc(14);
  reply.writeUInt16BE(GET_API_JSON_REPLY, 0);
  // The context, which follows the client index in the request.
  request.copy(reply, 2, 6, 10);
  reply.writeUInt32BE(apiJson.length, 10);
  return Buffer.concat([reply, apiJson]);
}

let apiJson: Buffer | undefined;

/** Returns the definitions of some modules. All messages have the same fields as in the catalogue, and another CRC. */
function explanations(): string {
  const schema = loadCatalogue();
  const modules = ["memclnt", "interface", "sr"].map((name) => schema.modules.get(name)!);
  const explained = modules.map((module) => ({
    ...module,
    messages: module.messages.map((message) => ({ ...message, crc: EXPLAINED_CRC })),
  }));
  return JSON.stringify(explained.map((module) => formatApiJson(module, schema)));
}
