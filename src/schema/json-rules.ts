/** What is wrong with a value, beginning with the place in it, such as `[2].name is no text`; undefined: nothing is. */
export type Rule = (value: unknown) => string | undefined;

/** For a value without parts. */
export function rule(what: string, isFine: (value: unknown) => boolean): Rule {
  return (value) => (isFine(value) ? undefined : ` is no ${what}`);
}

/** For text that matches a pattern. */
export function textLike(what: string, pattern: RegExp): Rule {
  return rule(what, (value) => typeof value === "string" && pattern.test(value));
}

/** For a list with any number of values. */
export function listOf(each: Rule): Rule {
  return (value) => (Array.isArray(value) ? firstWrong(value, () => each) : " is no list");
}

/** For a list with a value for each rule; the last ones need not be there. */
export function tuple(required: readonly Rule[], optional: readonly Rule[] = []): Rule {
  const rules = [...required, ...optional];
  return (value) => {
    if (!Array.isArray(value)) return " is no list";
    if (value.length < required.length || value.length > rules.length) return ` has ${value.length} values`;
    return firstWrong(value, (at) => rules[at]!);
  };
}

/** For a list that begins with its name and ends with something else than what lies between. */
export function entry(name: Rule, part: Rule, last: Rule): Rule {
  return (value) => {
    if (!Array.isArray(value)) return " is no list";
    const wrongName = name(value[0]);
    if (wrongName !== undefined) return `[0]${wrongName}`;
    const wrong = firstWrong(value.slice(1), (at) => (at < value.length - 2 ? part : last));
    if (wrong === undefined && value.length > 1) return undefined;
    return ` (${value[0]})${wrong ?? " has no parts"}`;
  };
}

/** One rule for lists, another for everything else. */
export function listOr(list: Rule, other: Rule): Rule {
  return (value) => (Array.isArray(value) ? list(value) : other(value));
}

/** For an object with any names for its values. */
export function mapOf(name: Rule, each: Rule): Rule {
  return (value) => {
    if (!isObject(value)) return " is no object";
    for (const [key, item] of Object.entries(value)) {
      const wrong = name(key) ?? each(item);
      if (wrong !== undefined) return `.${key}${wrong}`;
    }
    return undefined;
  };
}

/** For an object: what it must have and what it may have. */
export function record(required: Readonly<Record<string, Rule>>, optional: Readonly<Record<string, Rule>> = {}): Rule {
  const rules = Object.entries({ ...required, ...optional });
  return (value) => {
    if (!isObject(value)) return " is no object";
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
