import { withCompatibleItems } from "./compatible-items.ts";
import { isDeprecated, isInProgress } from "./diff.ts";
import { Layouts } from "./layout.ts";
import type { ApiSchema, FoundMessage, MessageDefinition } from "./model/index.ts";
import { checkCrcs } from "./model/index.ts";
import { selectedBy, unselectedUnions } from "./union-selector.ts";

/** A definition that breaks a rule. */
export interface LintFinding {
  readonly module: string;
  /** The message; the typedef for the rule `union`. */
  readonly message: string;
  readonly rule: "crc" | "reply" | "name-length" | "name-twice" | "replacement" | "union";
  readonly text: string;
}

/** The longest name of a message. VPP's message table has 64 bytes for `name_crc` and a NUL, and truncates longer names. */
const MAX_NAME_CHARS = 64 - "_01234567".length - 1;

/**
 * Returns the definitions that break VPP's rules. VPP's compiler and its check of patches enforce most rules, but only for
 * VPP's own files.
 *
 * @see VPP src/tools/vppapigen/vppapigen.py, src/tools/vppapigen/VPPAPI.rst, extras/scripts/crcchecker.py
 */
export function lintSchema(schema: ApiSchema): LintFinding[] {
  const messages = new Map<string, FoundMessage>();
  const findings: LintFinding[] = [];
  for (const module of schema.modules.values()) {
    const answers = new Set(module.messages.flatMap(answersOf));
    for (const message of module.messages) {
      const add = (rule: LintFinding["rule"], text: string): void => {
        findings.push({ module: module.name, message: message.name, rule, text });
      };
      const other = messages.get(message.name);
      if (other !== undefined) add("name-twice", `module ${other.module.name} has a message of the same name`);
      messages.set(message.name, { message, module, schema });
      if (message.name.length > MAX_NAME_CHARS)
        add("name-length", `the name is longer than ${MAX_NAME_CHARS} characters`);
      if (isUnanswered(message, answers)) add("reply", "no message answers it, and no service declares `returns null`");
    }
  }
  return [...findings, ...crcFindings(schema), ...replacementFindings(messages), ...unionFindings(schema)].sort(
    byPlace,
  );
}

function crcFindings(schema: ApiSchema): LintFinding[] {
  return checkCrcs(withCompatibleItems(schema)).map(({ module, message, stated, computed }) => {
    return { module, message, rule: "crc", text: `the CRC is ${stated}, but that of the definition is ${computed}` };
  });
}

/** Checks that a union can be read: that a field beside it selects its arm. */
function unionFindings(schema: ApiSchema): LintFinding[] {
  const layouts = new Layouts(schema);
  return [...schema.modules.values()].flatMap((module) => {
    const typedefs = module.types.filter((type) => type.kind === "typedef");
    return [...typedefs, ...module.messages].flatMap(({ name, fields }) => {
      return unselectedUnions(layouts.fields(fields, module)).map(({ field }): LintFinding => {
        const selector = selectedBy(name, field.name);
        const text =
          selector === undefined
            ? `no field selects the arm of ${field.name}: clients read its bytes; add a discriminator`
            : `the arm of ${field.name} is selected by ${selector}, which no discriminator can name`;
        return { module: module.name, message: name, rule: "union", text };
      });
    });
  });
}

/** Checks that the replacement of a deprecated message exists, and is not in progress. */
function replacementFindings(messages: ReadonlyMap<string, FoundMessage>): LintFinding[] {
  return [...messages.values()].flatMap(({ message, module }) => {
    const text = replacementFault(message, messages);
    return text === undefined ? [] : [{ module: module.name, message: message.name, rule: "replacement", text }];
  });
}

function replacementFault(message: MessageDefinition, messages: ReadonlyMap<string, FoundMessage>): string | undefined {
  const { replaced_by: name = "" } = message.options;
  if (name === "")
    return isRequest(message) && isDeprecated(message) ? "it is deprecated, but has no replaced_by" : undefined;
  const successor = messages.get(name);
  if (successor === undefined) return `it is replaced_by ${name}, which does not exist`;
  const isEarly = isDeprecated(message) && isInProgress(successor.message, successor.module);
  return isEarly ? `it is deprecated, but ${name}, which replaces it, is still in progress` : undefined;
}

/** Returns whether a message has the header of a request, and is in no service. */
function isUnanswered(message: MessageDefinition, answers: ReadonlySet<string>): boolean {
  const [first, second] = message.fields.map(({ name }) => name);
  const asks = first === "client_index" && second === "context";
  return asks && !isRequest(message) && !answers.has(message.name);
}

function isRequest({ service }: MessageDefinition): boolean {
  return service !== undefined;
}

function answersOf({ service }: MessageDefinition): string[] {
  if (service === undefined) return [];
  const { reply, streamMessage = reply, events = [] } = service;
  return [reply, streamMessage, ...events];
}

function byPlace(a: LintFinding, b: LintFinding): number {
  return `${a.module} ${a.message}` < `${b.module} ${b.message}` ? -1 : 1;
}
