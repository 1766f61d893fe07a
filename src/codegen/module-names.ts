import type { ApiModule } from "../schema/index.ts";
import { checkPrintable, refuseTwin } from "./check-names.ts";
import { codecName, identifier, typeName, valueName } from "./names.ts";

/** Words that are not allowed as names of variables, and globals that generated code uses. */
const RESERVED: ReadonlySet<string> = new Set(
  [
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends",
    "false finally for function if implements import in instanceof interface let new null package private protected",
    "public return static super switch this throw true try typeof undefined var void while with yield",
    "Object Record Uint8Array",
  ].flatMap((words) => words.split(" ")),
);

/** The names of one message. */
interface MessageNames {
  readonly descriptor: string;
  /** The type of its fields. */
  readonly type: string;
}

/** The names of one type. */
interface TypeNames {
  readonly type: string;
  readonly codec: string;
}

/**
 * The names of a module's definitions in its file. A type with the name of a message, or a name that is reserved, gets a `$`,
 * which VPP's names never have.
 */
export class ModuleNames {
  readonly #taken = new Set<string>();
  readonly #messages = new Map<string, MessageNames>();
  readonly #types = new Map<string, TypeNames>();

  /** @throws {VppError} `VPP_SCHEMA` when two messages or two types have the same name, or a name is not valid. */
  constructor(module: ApiModule) {
    checkPrintable(module);
    const { messages, types } = module;
    const messageNames = new Map<string, string>();
    const typeNames = new Map<string, string>();
    for (const { name } of messages) {
      refuseTwin(messageNames, typeName(name), name, `${module.name}: messages`);
      this.#messages.set(name, { descriptor: this.#take(valueName(name)), type: this.#take(typeName(name)) });
    }
    for (const { kind, name } of types) {
      if (kind === "alias") continue;
      refuseTwin(typeNames, typeName(name), name, `${module.name}: types`);
      this.#types.set(name, { type: this.#take(typeName(name)), codec: this.#take(codecName(name)) });
    }
  }

  message(vppName: string): MessageNames {
    return this.#messages.get(vppName)!;
  }

  /** Returns the names of a type that is not an alias; aliases have none. */
  type(vppName: string): TypeNames {
    return this.#types.get(vppName)!;
  }

  isTaken(name: string): boolean {
    return this.#taken.has(name) || RESERVED.has(name);
  }

  #take(name: string): string {
    const free = freeName(identifier(name), (each) => this.isTaken(each));
    this.#taken.add(free);
    return free;
  }
}

const known = new WeakMap<ApiModule, ModuleNames>();

export function namesOf(module: ApiModule): ModuleNames {
  const names = known.get(module) ?? new ModuleNames(module);
  known.set(module, names);
  return names;
}

/** Returns the name, with as many `$` as needed to be free. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  return isTaken(name) ? freeName(`${name}$`, isTaken) : name;
}
