import { controlPing, sockclntDelete } from "../../binapi/memclnt.ts";
import { VppError } from "../../errors.ts";
import { type Message, type MessageTable, nameCrc, type Request } from "../../wire/index.ts";
import { NO_ID, placeOfRetval, type Served, type ServedRequest } from "./served-messages.ts";

/** The messages that a client itself sends, as one VPP has them. */
export interface OwnMessages {
  readonly ping: ServedRequest;
  readonly goodbye: ServedRequest;
}

/**
 * Looks up the client's own messages. One version of each serves every release: a peer with another version does not speak
 * the VPP API. So no other version is searched for, and the client can send these messages without a check or a wait.
 *
 * @throws {VppError} `VPP_CONNECT`, naming the message that the peer lacks.
 */
export function ownMessages(table: MessageTable): OwnMessages {
  return { ping: ownMessage(table, controlPing), goodbye: ownMessage(table, sockclntDelete) };
}

/** Describes a message without a hazard check: only the client itself sends it. */
function ownMessage<T, Reply>(table: MessageTable, message: Request<T, Reply>): ServedRequest {
  const request = served(table, message);
  const answer = served(table, message.reply);
  return {
    id: request.id,
    answerId: answer.id,
    otherAnswerId: NO_ID,
    replyId: NO_ID,
    request: request.message,
    answer: answer.message,
    reply: undefined,
    retval: placeOfRetval(answer),
    hazard: undefined,
  };
}

function served<T>(table: MessageTable, message: Message<T>): Served {
  const id = table.find(message);
  if (id === undefined) throw new VppError("VPP_CONNECT", `its message table lacks ${nameCrc(message)}`);
  // The codec writes and reads what its own descriptor says; of which type that is, `ServedRequest` does not say.
  return { id, message: message as Message<unknown>, fields: message.codec.fields };
}
