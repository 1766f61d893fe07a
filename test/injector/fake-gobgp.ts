/** A gobgpd for tests: it keeps paths as the bytes in which they come, under one of the names of its service. */
import { join } from "node:path";
import { Server, ServerCredentials, type ServerWritableStream, type ServiceError, status } from "@grpc/grpc-js";
import type { Test } from "tap";
import { encodeProto, ProtoMessage } from "../../src/injector/protobuf.ts";
import { temporaryFolder } from "../helpers.ts";

/** The parts of an AddPath, as far as a test looks at them. */
export interface AddedPath {
  readonly tableType: number;
  readonly nlri: string;
  readonly attributes: readonly string[];
}

export interface FakeGobgp {
  /** For `--gobgp`. */
  readonly target: string;
  readonly added: AddedPath[];
  /** The paths by their NLRI in hexadecimal digits; a test may add some. */
  readonly paths: Map<string, Buffer>;
  /** The text with which AddPath is refused. */
  refusal: string | undefined;
  /** Resolves when a client watches. */
  readonly watched: Promise<void>;
  end(): void;
}

type Reply = (error: Partial<ServiceError> | null, response?: Buffer) => void;
type Call = { readonly request: ProtoMessage };

/** Path { age 3 { seconds 1 }, neighbor_ip 15, nlri_binary 20, pattrs_binary 21 }. */
const PATH = { age: 3, neighborIp: 15, nlri: 20, attributes: 21 } as const;

export async function startFakeGobgp(t: Test, service: "apipb.GobgpApi" | "api.GoBgpService"): Promise<FakeGobgp> {
  const server = new Server();
  const watching = new Set<ServerWritableStream<ProtoMessage, Buffer>>();
  let onWatch: () => void = () => {};
  const target = `unix:${join(temporaryFolder(t), "gobgp.sock")}`;
  const fake: FakeGobgp = {
    target,
    added: [],
    paths: new Map(),
    refusal: undefined,
    watched: new Promise((resolve) => {
      onWatch = resolve;
    }),
    end: () => server.forceShutdown(),
  };
  const change = () => {
    for (const stream of watching) stream.write(Buffer.alloc(0));
  };
  const handlers = {
    GetBgp: (_: Call, reply: Reply) => reply(null, Buffer.alloc(0)),
    AddPath: ({ request }: Call, reply: Reply) => {
      if (fake.refusal !== undefined) return reply({ code: status.UNKNOWN, details: fake.refusal });
      const [path] = request.messages(3);
      const nlri = path!.bytes(PATH.nlri).toString("hex");
      const attributes = path!.all(PATH.attributes);
      fake.added.push({
        tableType: request.number(1),
        nlri,
        attributes: attributes.map((each) => each.toString("hex")),
      });
      const fields = attributes.map((each) => [PATH.attributes, each] as const);
      fake.paths.set(
        nlri,
        encodeProto([PATH.age, encodeProto([1, 1_796_000_000])], [PATH.nlri, path!.bytes(PATH.nlri)], ...fields),
      );
      change();
      reply(null, Buffer.alloc(0));
    },
    DeletePath: ({ request }: Call, reply: Reply) => {
      fake.paths.delete(request.messages(4)[0]!.bytes(PATH.nlri).toString("hex"));
      change();
      reply(null, Buffer.alloc(0));
    },
    ListPath: (stream: ServerWritableStream<ProtoMessage, Buffer>) => {
      for (const path of fake.paths.values()) stream.write(encodeProto([1, encodeProto([2, path])]));
      stream.end();
    },
    WatchEvent: (stream: ServerWritableStream<ProtoMessage, Buffer>) => {
      watching.add(stream);
      stream.on("cancelled", () => watching.delete(stream));
      onWatch();
    },
  };
  const same = (bytes: Buffer) => bytes;
  const methods = Object.keys(handlers).map((name) => [
    name,
    {
      path: `/${service}/${name}`,
      requestStream: false,
      responseStream: name === "ListPath" || name === "WatchEvent",
      requestSerialize: same,
      requestDeserialize: (bytes: Buffer) => new ProtoMessage(bytes),
      responseSerialize: same,
      responseDeserialize: same,
    },
  ]);
  server.addService(Object.fromEntries(methods), handlers);
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(target, ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve()));
  });
  t.teardown(() => server.forceShutdown());
  return fake;
}
