import { type CliInbandReply, cliInband, cliInbandReply } from "../../binapi/vlib.ts";
import { type Input, type Message, textBytes, type WireWriter, writeText } from "../../wire/index.ts";
import { runCommandLine } from "../cli/index.ts";
import type { Clients } from "../clients/index.ts";
import type { Model } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/** The reply with the bytes of its text as they are: VPP quotes a command of which a NUL is part. */
const REPLY: Message<CliInbandReply> = {
  ...cliInbandReply,
  codec: { ...cliInbandReply.codec, write: writeReply },
};

/** The command line. @see VPP src/vlib/cli.c */
export function handleCli(handlers: Handlers, model: Model, clients: Clients, release: string): void {
  handlers.set(cliInband, REPLY, ({ cmd }) => [runCommandLine(cmd, { model, clients, release })]);
}

function writeReply(writer: WireWriter, at: number, { retval, reply }: Input<CliInbandReply>): number {
  const used = textBytes(reply);
  writer.i32(at, retval, "retval");
  writer.u32(at + 4, used, "reply");
  writeText(writer.bytes, at + 8, reply, used);
  return at + 8 + used;
}
