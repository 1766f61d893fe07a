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

/** What is done to an API. */
export type Alteration = (api: ApiSchema) => ApiSchema;

/** A simulator and a client of it; both end with the test. */
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

/** Gives a message another definition, or takes it away. */
export function message(
  name: string,
  change: (message: MessageDefinition) => MessageDefinition | undefined,
): Alteration {
  return (api) => mapDefinitions(api, { message: (each) => (each.name === name ? change(each) : each) });
}

/** Gives a message other fields; those of the header are not among them. */
export function fields(name: string, change: (fields: readonly FieldDefinition[]) => FieldDefinition[]): Alteration {
  return message(name, (definition) => {
    const isHeader = ({ name }: FieldDefinition): boolean => name === "client_index" || name === "context";
    const rest = definition.fields.filter((field) => !isHeader(field));
    return { ...definition, fields: [...definition.fields.filter(isHeader), ...change(rest)] };
  });
}

/** Gives a typedef other fields. */
export function typedef(name: string, change: (fields: readonly FieldDefinition[]) => FieldDefinition[]): Alteration {
  return (api) =>
    mapDefinitions(api, {
      type: (type) => (type.name === name && "fields" in type ? { ...type, fields: change(type.fields) } : type),
    });
}

/** Gives an enumeration other items. */
export function items(name: string, change: (items: EnumDefinition["items"]) => EnumDefinition["items"]): Alteration {
  return (api) =>
    mapDefinitions(api, {
      type: (type) => (type.name === name && "items" in type ? { ...type, items: change(type.items) } : type),
    });
}

/** Gives the items of an enumeration other numbers. */
export function renumber(name: string, change: (value: number) => number): Alteration {
  return items(name, (items) => items.map(([item, value]) => [item, change(value)] as const));
}

/** Gives one field another type. */
export function retype(name: string, type: string): (fields: readonly FieldDefinition[]) => FieldDefinition[] {
  return (fields) => fields.map((field) => (field.name === name ? { ...field, type } : field));
}

/** Takes one field away. */
export function without(name: string): (fields: readonly FieldDefinition[]) => FieldDefinition[] {
  return (fields) => fields.filter((field) => field.name !== name);
}

/** Several alterations, one after the other. */
export function all(...alterations: readonly Alteration[]): Alteration {
  return (api) => alterations.reduce((altered, alter) => alter(altered), api);
}
