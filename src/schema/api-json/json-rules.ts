/** Returns the first error in a value, beginning with its place, e.g. `[2].name is not text`; undefined if there is none. */
export type Rule = (value: unknown) => string | undefined;

/** Makes a rule for a value without parts. */
export function rule(what: string, isFine: (value: unknown) => boolean): Rule {
  return (value) => (isFine(value) ? undefined : ` is not ${what}`);
}

/** Makes a rule for a text that matches a pattern. */
export function textLike(what: string, pattern: RegExp): Rule {
  return rule(what, (value) => typeof value === "string" && pattern.test(value));
}

/** Makes a rule for a list with any number of values. */
export function listOf(each: Rule): Rule {
  return (value) => (Array.isArray(value) ? firstWrong(value, () => each) : " is not a list");
}

/** Makes a rule for a list with a value for each rule; the values for `optional` may be missing. */
export function tuple(required: readonly Rule[], optional: readonly Rule[] = []): Rule {
  const rules = [...required, ...optional];
  const expected = optional.length === 0 ? `${rules.length}` : `${required.length} to ${rules.length}`;
  return (value) => {
    if (!Array.isArray(value)) return " is not a list";
    if (value.length < required.length || value.length > rules.length)
      return ` has ${value.length} values, not ${expected}`;
    return firstWrong(value, (at) => rules[at]!);
  };
}

/** Makes a rule for a list of a name, any number of parts, and a last part with a rule of its own. */
export function entry(name: Rule, part: Rule, last: Rule): Rule {
  return (value) => {
    if (!Array.isArray(value)) return " is not a list";
    const wrongName = name(value[0]);
    if (wrongName !== undefined) return `[0]${wrongName}`;
    const wrong = firstWrong(value.slice(1), (at) => (at < value.length - 2 ? part : last));
    if (wrong === undefined && value.length > 1) return undefined;
    return ` (${value[0]})${wrong ?? " has only a name"}`;
  };
}

/** Makes a rule from two: one for lists, another for other values. */
export function listOr(list: Rule, other: Rule): Rule {
  return (value) => (Array.isArray(value) ? list(value) : other(value));
}

/** Makes a rule for an object with any number of properties. */
export function mapOf(name: Rule, each: Rule): Rule {
  return (value) => {
    if (!isObject(value)) return " is not an object";
    for (const [key, item] of Object.entries(value)) {
      const wrong = name(key) ?? each(item);
      if (wrong !== undefined) return `.${key}${wrong}`;
    }
    return undefined;
  };
}

/** Makes a rule for an object with required and optional properties. */
export function record(required: Readonly<Record<string, Rule>>, optional: Readonly<Record<string, Rule>> = {}): Rule {
  const rules = Object.entries({ ...required, ...optional });
  return (value) => {
    if (!isObject(value)) return " is not an object";
    for (const [key, each] of rules) {
      const isPresent = Object.hasOwn(value, key);
      if (!isPresent && Object.hasOwn(required, key)) return `.${key} is missing`;
      const wrong = isPresent ? each(value[key]) : undefined;
      if (wrong !== undefined) return `.${key}${wrong}`;
    }
    return undefined;
  };
}

function firstWrong(values: readonly unknown[], ruleAt: (at: number) => Rule): string | undefined {
  for (const [at, value] of values.entries()) {
    const wrong = ruleAt(at)(value);
    if (wrong !== undefined) return `[${at}]${wrong}`;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
