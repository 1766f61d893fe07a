import type { FieldDefinition, TypedefDefinition } from "./model/index.ts";

/** What a program expects of a field that it does not set, where this is not zero and VPP's definitions do not say it. */
type KnownDefaults = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * The defaults of fields of typedefs, by VPP's names. A path without an interface resolves its next hop by `table_id`, as on
 * VPP's command line; interface 0 is `local0`, which drops. VPP reads the weight 0 as 1.
 *
 * @see VPP 26.06 src/vnet/fib/fib_api.c fib_api_path_decode
 */
const KNOWN_DEFAULTS: KnownDefaults = { fib_path: { sw_if_index: 0xffffffff, weight: 1 } };

/** Returns a typedef with the defaults that are known for its fields. VPP's own come first. */
export function withKnownDefaults(definition: TypedefDefinition): TypedefDefinition {
  const known = Object.hasOwn(KNOWN_DEFAULTS, definition.name) ? KNOWN_DEFAULTS[definition.name] : undefined;
  if (known === undefined) return definition;
  const fields = definition.fields.map((field): FieldDefinition => {
    const preset = known[field.name];
    return preset === undefined ? field : { default: preset, ...field };
  });
  return { ...definition, fields };
}
