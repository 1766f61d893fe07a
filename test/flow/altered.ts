import type { Test } from "tap";
import { type ConnectOptions, connect, type VppClient } from "../../src/client/index.ts";
import {
  type ApiSchema,
  type EnumDefinition,
  type FieldDefinition,
  type MessageDefinition,
  mapDefinitions,
} from "../../src/schema/index.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/index.ts";

/** A change of an API. */
export type Alteration = (api: ApiSchema) => ApiSchema;

/** Starts a simulator and connects a client to it; both end with the test. */
export async function simulatedVpp(
  t: Test,
  options: SimulatorOptions = {},
  connectOptions: ConnectOptions = {},
): Promise<{ simulator: Simulator; vpp: VppClient }> {
  const simulator = await startSimulator(options);
  t.teardown(() => simulator.close());
  const vpp = await connect({ ...connectOptions, socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  return { simulator, vpp };
}

/** Replaces the definition of a message, or removes the message. */
export function message(
  name: string,
  change: (message: MessageDefinition) => MessageDefinition | undefined,
): Alteration {
  return (api) => mapDefinitions(api, { message: (each) => (each.name === name ? change(each) : each) });
}

/** Replaces the fields of a message, except those of its header. */
export function fields(name: string, change: (fields: readonly FieldDefinition[]) => FieldDefinition[]): Alteration {
  return message(name, (definition) => {
    const isHeader = ({ name }: FieldDefinition): boolean => name === "client_index" || name === "context";
    const rest = definition.fields.filter((field) => !isHeader(field));
    return { ...definition, fields: [...definition.fields.filter(isHeader), ...change(rest)] };
  });
}

/** Replaces the fields of a typedef. */
export function typedef(name: string, change: (fields: readonly FieldDefinition[]) => FieldDefinition[]): Alteration {
  return (api) =>
    mapDefinitions(api, {
      type: (type) => (type.name === name && "fields" in type ? { ...type, fields: change(type.fields) } : type),
    });
}

/** Replaces the items of an enum. */
export function items(name: string, change: (items: EnumDefinition["items"]) => EnumDefinition["items"]): Alteration {
  return (api) =>
    mapDefinitions(api, {
      type: (type) => (type.name === name && "items" in type ? { ...type, items: change(type.items) } : type),
    });
}

/** Replaces the numbers of the items of an enum. */
export function renumber(name: string, change: (value: number) => number): Alteration {
  return items(name, (items) => items.map(([item, value]) => [item, change(value)] as const));
}

/** Changes the type of one field. */
export function retype(name: string, type: string): (fields: readonly FieldDefinition[]) => FieldDefinition[] {
  return (fields) => fields.map((field) => (field.name === name ? { ...field, type } : field));
}

/** Removes one field. */
export function without(name: string): (fields: readonly FieldDefinition[]) => FieldDefinition[] {
  return (fields) => fields.filter((field) => field.name !== name);
}

/** Applies several alterations, one after the other. */
export function all(...alterations: readonly Alteration[]): Alteration {
  return (api) => alterations.reduce((altered, alter) => alter(altered), api);
}
