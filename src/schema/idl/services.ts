import type { VppError } from "../../errors.ts";
import type { ServiceDefinition } from "../model/index.ts";
import type { Name, Rpc } from "./syntax.ts";
import type { Unit } from "./unit.ts";

type Names = ReadonlySet<string>;

/**
 * Returns the service of each request: from `service` statements, otherwise from the names of messages.
 *
 * @see VPP src/tools/vppapigen/vppapigen.py, `process`
 * @throws {VppError} `VPP_SCHEMA` for a request without a reply, and for a reply without a request.
 */
export function findServices(unit: Unit): Map<string, ServiceDefinition> {
  const messages = new Set(unit.messages.map(({ name }) => name));
  const services = explicitServices(unit, messages);
  const explicit = new Set(services.keys());
  const events = new Set(unit.rpcs.flatMap((rpc) => rpc.events.map(({ text }) => text)));
  for (const message of unit.messages) {
    if (events.has(message.name)) continue;
    const service = implicitService(message.name, messages, explicit, (what) => unit.faultAt(message, what));
    if (service !== undefined) services.set(message.name, service);
  }
  return services;
}

function explicitServices(unit: Unit, messages: Names): Map<string, ServiceDefinition> {
  const services = new Map<string, ServiceDefinition>();
  const replies = new Set(unit.rpcs.map(({ reply }) => reply?.text));
  for (const rpc of unit.rpcs) {
    const { caller, reply, streamMessage, events } = rpc;
    for (const { text, at } of [caller, reply, streamMessage, ...events].filter((name) => name !== undefined)) {
      if (!messages.has(text)) throw unit.fault(at, `there is no message ${text} in this file`);
    }
    if (services.has(caller.text)) throw unit.fault(caller.at, `${caller.text} has two services`);
    if (replies.has(caller.text)) {
      throw unit.fault(caller.at, `${caller.text} cannot have a service: it is the reply of another message`);
    }
    services.set(caller.text, makeService(rpc));
  }
  return services;
}

function makeService({ reply, isStream, streamMessage, events }: Rpc): ServiceDefinition {
  const texts = events.map(({ text }: Name) => text);
  return {
    reply: reply?.text ?? "null",
    ...(isStream ? { stream: true } : {}),
    ...(streamMessage === undefined ? {} : { streamMessage: streamMessage.text }),
    ...(texts.length === 0 ? {} : { events: texts }),
  };
}

function implicitService(
  name: string,
  messages: Names,
  explicit: Names,
  fault: (what: string) => VppError,
): ServiceDefinition | undefined {
  const [, stem = name, kind] = /^(.*)(_reply|_dump|_details)$/s.exec(name) ?? [];
  if (kind === "_reply") {
    if (!explicit.has(stem) && !messages.has(stem)) throw fault(`${name} has no request ${stem}`);
    return undefined;
  }
  if (kind === "_details") {
    const isStreamed = explicit.has(`${stem}_get`);
    if (!isStreamed && messages.has(`${stem}_get`)) throw fault(`${stem}_get needs a service that streams ${name}`);
    if (!isStreamed && !messages.has(`${stem}_dump`)) throw fault(`${name} has no ${stem}_dump or ${stem}_get`);
    return undefined;
  }
  if (explicit.has(name)) return undefined;
  const reply = kind === "_dump" ? `${stem}_details` : `${name}_reply`;
  if (!messages.has(reply)) throw fault(`${name} has no ${reply}, and no service for it`);
  return kind === "_dump" ? { reply, stream: true } : { reply };
}
