import type { Dump, Input, Message, Received, Request } from "../../wire/index.ts";
import type { Handler, Handlers } from "../handlers/index.ts";
import type { UnmodelledAnswers } from "./unmodelled.ts";

/**
 * Returns the reply to a request, or undefined for none. `answer` executes the request and returns the simulator's own
 * reply.
 */
export type ReplyHandler<T, Reply> = (
  fields: Received<T>,
  answer: () => Input<Reply> | undefined,
) => Input<Reply> | undefined;

/** Returns the details of a dump. `answer` returns the simulator's own details. */
export type DetailsHandler<T, Details> = (
  fields: Received<T>,
  answer: () => Iterable<Input<Details>>,
) => Iterable<Input<Details>>;

/** Puts the handler of a test in front of the one that answered a request before. */
export function overrideRequest<T, Reply>(
  handlers: Handlers,
  unmodelled: UnmodelledAnswers,
  message: Request<T, Reply>,
  handler: ReplyHandler<T, Reply>,
): void {
  const before = handlerOf<T, Reply>(handlers, message) ?? (() => [unmodelled.fieldsOf(message.reply) as Input<Reply>]);
  handlers.request(message, (fields, caller) => handler(fields, () => [...before(fields, caller)][0]));
}

/** Puts the handler of a test in front of the one that answered a dump before. */
export function overrideDump<T, Details>(
  handlers: Handlers,
  message: Dump<T, Details>,
  handler: DetailsHandler<T, Details>,
): void {
  const before = handlerOf<T, Details>(handlers, message) ?? (() => []);
  handlers.dump(message, (fields, caller) => handler(fields, () => before(fields, caller)));
}

function handlerOf<T, Answer>(handlers: Handlers, message: Message<T>): Handler<T, Answer> | undefined {
  // Handlers are kept by the name of the message that they were made for.
  return handlers.find(message.name)?.handle as Handler<T, Answer> | undefined;
}
