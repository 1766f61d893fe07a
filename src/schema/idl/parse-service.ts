import type { Name, Rpc, Statement } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

/** Parses `service { rpc ...; };`, from the brace on. */
export function parseService(tokens: Tokens): Statement {
  const rpcs: Rpc[] = [];
  tokens.expect("{");
  do rpcs.push(parseRpc(tokens));
  while (!tokens.isAt("}"));
  tokens.expect("}");
  tokens.expect(";");
  return { kind: "service", rpcs };
}

function parseRpc(tokens: Tokens): Rpc {
  tokens.expect("rpc");
  const caller = tokens.name("a message");
  tokens.expect("returns");
  const rpc = { caller, ...parseAnswer(tokens) };
  if (rpc.reply?.text === caller.text)
    throw tokens.source.fault(rpc.reply.at, `${caller.text} cannot be its own reply`);
  tokens.expect(";");
  return rpc;
}

/** Parses `null`, `stream DETAILS`, `REPLY`, `REPLY stream DETAILS` or `REPLY events EVENT, ...`. */
function parseAnswer(tokens: Tokens): Omit<Rpc, "caller"> {
  if (tokens.take("null")) return { reply: undefined, isStream: false, events: [] };
  if (tokens.take("stream")) return { reply: tokens.name("a message"), isStream: true, events: [] };
  const reply = tokens.name("a message");
  if (tokens.take("stream")) return { reply, isStream: true, streamMessage: tokens.name("a message"), events: [] };
  return { reply, isStream: false, events: tokens.take("events") ? parseEvents(tokens) : [] };
}

/** Parses the names of events. Commas are optional, also behind the last. */
function parseEvents(tokens: Tokens): Name[] {
  const events: Name[] = [];
  do {
    events.push(tokens.name("an event"));
    tokens.take(",");
  } while (!tokens.isAt(";"));
  return events;
}
