import { type CliInbandReply, cliInband, cliInbandReply } from "../../binapi/vlib.ts";
import type { Input, Message, WireWriter } from "../../wire/index.ts";
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
  const text = Buffer.from(reply);
  writer.i32(at, retval, "retval");
  writer.u32(at + 4, text.length, "reply");
  writer.octets(at + 8, text, text.length, "reply");
  return at + 8 + text.length;
}
