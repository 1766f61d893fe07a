import { type ControlClient, connectToControl } from "../../control/index.ts";
import { VppError } from "../../errors.ts";
import type { Change, Outcome } from "../change.ts";
import type { InjectorEvent, ListedPolicy, PolicyStore } from "../events.ts";
import {
  eventFromJson,
  listedFromJson,
  listOf,
  MAX_REQUEST_BYTES,
  outcomeFromJson,
  requestToJson,
} from "./messages.ts";

const SERVICE = {
  name: "srv6-pi server",
  wayOut: "start it with tsvpp srv6-pi serve, or name its socket with --server",
};

/** The policies of a server of `tsvpp srv6-pi`. */
class ServedPolicies implements PolicyStore {
  readonly #client: ControlClient;

  constructor(client: ControlClient) {
    this.#client = client;
  }

  async change(change: Change, isDryRun: boolean): Promise<Outcome[]> {
    const request = requestToJson({ kind: "change", change, isDryRun });
    const { length } = JSON.stringify(request);
    if (length > MAX_REQUEST_BYTES) throw new VppError("VPP_FIELD_RANGE", tooLong(length));
    const { outcomes } = await this.#client.request(request);
    return listOf(outcomes, outcomeFromJson);
  }

  async list(): Promise<ListedPolicy[]> {
    const { policies } = await this.#client.request(requestToJson({ kind: "list" }));
    return listOf(policies, listedFromJson);
  }

  async watch(onEvent: (event: InjectorEvent) => void): Promise<void> {
    await this.#client.request(requestToJson({ kind: "watch" }));
    this.#client.keep();
    for (let fields = await this.#client.next(); fields !== undefined; fields = await this.#client.next()) {
      onEvent(eventFromJson(fields));
    }
  }

  close(): void {
    this.#client.close();
  }
}

/** Connects to the server of `tsvpp srv6-pi` that listens on a UNIX socket. @throws {VppError} `VPP_CONNECT`. */
export async function connectToInjector(path: string): Promise<PolicyStore> {
  return new ServedPolicies(await connectToControl(path, SERVICE));
}

function tooLong(bytes: number): string {
  return `the policies take ${bytes} bytes, and a request has at most ${MAX_REQUEST_BYTES}: name fewer files`;
}
