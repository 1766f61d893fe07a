import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Test } from "tap";
import { bytes, temporaryFolder } from "../../helpers.ts";
import { ScriptedPeer } from "../../scripted-peer.ts";

export const CREATE = 0x0f;
export const DELETE = 0x11;
export const CLI = 0x40;

const PROGRAM = fileURLToPath(new URL("./leaving-program.js", import.meta.url));
const FRAME_BYTES = 16;

/** What a server answers, and when it stops reading. */
interface Manners {
  readonly answersCreate?: boolean;
  /** Whether it answers no registration but the first. */
  readonly answersOne?: boolean;
  readonly answersDelete?: boolean;
  /** Reads no more behind the registration, until it is told to. */
  readonly stopsReading?: boolean;
}

/** One end of a connection that keeps every byte that a client has sent. It looks at them with nothing of ours. */
export class Recorded {
  /** Resolves when the client has ended the connection or is gone. */
  readonly gone: Promise<void>;
  readonly #socket: Socket;
  readonly #index: string;
  readonly #number: number;
  readonly #manners: Manners;
  #bytes: Buffer = Buffer.alloc(0);
  #seenBytes = 0;
  #noticed: () => void = () => {};

  constructor(socket: Socket, number: number, manners: Manners) {
    this.#socket = socket;
    this.#number = number;
    this.#index = (0x80000000 + number).toString(16);
    this.#manners = manners;
    this.gone = new Promise((resolve) => {
      socket.once("end", () => resolve());
      socket.once("close", () => resolve());
    });
    // A client that is killed resets the connection.
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
  }

  /** What came, in hex from the message id on; what does not make a whole frame stands last, in brackets. */
  get messages(): string[] {
    const messages: string[] = [];
    let at = 0;
    for (let end = this.#endOfFrame(at); end <= this.#bytes.length; end = this.#endOfFrame(at)) {
      messages.push(this.#bytes.toString("hex", at + FRAME_BYTES, end));
      at = end;
    }
    if (at < this.#bytes.length) messages.push(`[${this.#bytes.toString("hex", at)}]`);
    return messages;
  }

  /** The ids of the messages that came; what is no whole frame has none. */
  get ids(): number[] {
    return this.messages.map((message) => Number.parseInt(message.slice(0, 4), 16));
  }

  /** Ends the connection. */
  end(): void {
    this.#socket.end();
  }

  /** Reads on. */
  resume(): void {
    this.#socket.resume();
  }

  /** Answers the registration. */
  greet(): void {
    const greeting = bytes(ScriptedPeer.greeting());
    greeting.write(this.#index, 14, "hex");
    this.#send(greeting);
  }

  /** Answers the first `cli_inband`, with an empty text. */
  answerCli(): void {
    const request = this.messages.find((message) => message.startsWith("0040"))!;
    this.#send(bytes("0041", request.slice(12, 20), "00000000 00000000"));
  }

  /** Resolves when a message with this id has come. */
  async heard(id: number): Promise<void> {
    while (!this.ids.includes(id)) {
      await new Promise<void>((resolve) => {
        this.#noticed = resolve;
      });
    }
  }

  /** The message that takes this client's entry away. */
  isGoodbye(message: string | undefined): boolean {
    return message?.length === 28 && message.startsWith(`0011${this.#index}`) && message.endsWith(this.#index);
  }

  #take(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (let end = this.#endOfFrame(this.#seenBytes); end <= this.#bytes.length; ) {
      this.#answer(this.#bytes.subarray(this.#seenBytes + FRAME_BYTES, end));
      this.#seenBytes = end;
      end = this.#endOfFrame(end);
    }
    this.#noticed();
  }

  #answer(message: Buffer): void {
    const { answersCreate = true, answersOne = false, answersDelete = true, stopsReading = false } = this.#manners;
    const id = message.readUInt16BE(0);
    if (id === CREATE && stopsReading) this.#socket.pause();
    if (id === CREATE && answersCreate && !(answersOne && this.#number > 1)) this.greet();
    if (id !== DELETE || !answersDelete) return;
    this.#send(bytes("0012", message.toString("hex", 6, 10), "00000001"));
    this.#socket.end();
  }

  #send(message: Buffer): void {
    const length = message.length.toString(16).padStart(8, "0");
    this.#socket.write(bytes("0000000000000000", length, "00000000", message.toString("hex")));
  }

  /** Where a frame ends; beyond all that came while even its header is not there. */
  #endOfFrame(start: number): number {
    if (start + FRAME_BYTES > this.#bytes.length) return Number.POSITIVE_INFINITY;
    return start + FRAME_BYTES + this.#bytes.readUInt32BE(start + 8);
  }
}

/** A server for one test, and the processes that connect to it. */
export class Leaving {
  readonly socketPath: string;
  /** Every connection that came, in order. */
  readonly connections: Recorded[] = [];
  #connected: () => void = () => {};
  readonly #processes = new Set<LeavingProcess>();

  private constructor(socketPath: string) {
    this.socketPath = socketPath;
  }

  static async listen(t: Test, manners: Manners = {}): Promise<Leaving> {
    const leaving = new Leaving(join(temporaryFolder(t), "api.sock"));
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      leaving.connections.push(new Recorded(socket, sockets.size, manners));
      leaving.#connected();
    }).listen(leaving.socketPath);
    await once(server, "listening");
    t.teardown(() => {
      for (const process of leaving.#processes) process.kill("SIGKILL");
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return leaving;
  }

  /** The first connection. */
  first(): Promise<Recorded> {
    return this.nth(1);
  }

  async nth(number: number): Promise<Recorded> {
    while (this.connections.length < number) {
      await new Promise<void>((resolve) => {
        this.#connected = resolve;
      });
    }
    return this.connections[number - 1]!;
  }

  /** Starts a process that leaves in one of the ways that `leaving-program.ts` knows. */
  start(way: string): LeavingProcess {
    const process = new LeavingProcess(this.socketPath, way);
    this.#processes.add(process);
    return process;
  }
}

/** A process, and what it has said so far. */
export class LeavingProcess {
  /** How it ended: its exit code or the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  stdout = "";
  stderr = "";
  readonly #child: ChildProcess;
  #noticed: () => void = () => {};

  constructor(socketPath: string, way: string) {
    const child = spawn(process.execPath, [PROGRAM, socketPath, way], { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    child.stdout!.on("data", (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.#noticed();
    });
    child.stderr!.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    // One that has ended already has no input.
    child.stdin!.on("error", () => {});
    this.ended = once(child, "close").then(([code, signal]) => {
      this.#noticed();
      return code ?? signal;
    });
  }

  /** Resolves when the process has printed this word. */
  async says(word: string): Promise<void> {
    while (!this.stdout.includes(word)) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null)
        throw new Error(`it ended without ${word}: ${this.stderr}`);
      await new Promise<void>((resolve) => {
        this.#noticed = resolve;
      });
    }
  }

  /** Lets a process go on that waits to be told. */
  tell(): void {
    this.#child.stdin!.write("go\n");
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
