import { directory } from "../../binapi/directory.ts";
import type { VppClient } from "../../client/index.ts";
import type { AnyRequest } from "../../wire/index.ts";
import { COMMANDS } from "../commands/index.ts";
import { type CliNode, readCliTree } from "../line/index.ts";
import { loadMessage } from "../messages.ts";
import type { Candidate } from "./candidate.ts";
import { type Names, readNames } from "./read-names.ts";

const requests = directory.filter(([, , , role]) => role !== "message" && role !== "event");

/** What a line may consist of. What comes from VPP is read in the background, and stays as it is until it is read again. */
export class Knowledge implements Names {
  readonly messages: readonly Candidate[] = requests.map(([text, , module, role]) => ({
    text,
    help: `${role} of ${module}`,
  }));
  readonly commands: readonly Candidate[] = [
    ...COMMANDS.map(({ name, summary }) => ({ text: name, help: summary })),
    { text: "help", help: "what a line can be, and all commands" },
  ];
  cli: CliNode = readCliTree("");
  interfaces: readonly Candidate[] = [];
  tables: readonly Candidate[] = [];
  bsids: readonly Candidate[] = [];
  sids: readonly Candidate[] = [];
  readonly #names: ReadonlySet<string> = new Set(directory.map(([name]) => name));
  readonly isMessage = (name: string): boolean => this.#names.has(name);
  readonly #loaded = new Map<string, Promise<AnyRequest | undefined>>();
  #reading: Promise<void> | undefined;

  /** Loads the descriptor of a message from the bindings; undefined for one that only VPP sends. */
  load(name: string): Promise<AnyRequest | undefined> {
    const loaded = this.#loaded.get(name) ?? loadMessage(name).catch(() => undefined);
    this.#loaded.set(name, loaded);
    return loaded;
  }

  /** Returns the options of a command of `tsvpp`. */
  async options(name: string): Promise<Candidate[]> {
    const command = await COMMANDS.find((entry) => entry.name === name)?.load();
    return ["json", "help", ...(command?.options ?? [])].map((option) => ({ text: `--${option}` }));
  }

  /** Returns the subjects of `show`. */
  async subjects(): Promise<Candidate[]> {
    const { SUBJECTS } = await import("../show/index.ts");
    return [...SUBJECTS.keys()].map((text) => ({ text }));
  }

  /** Reads the commands of a VPP, once for each connection. What cannot be read stays unknown. */
  async readCommands(vpp: VppClient): Promise<void> {
    this.cli = await vpp.cli("?").then(readCliTree, () => this.cli);
  }

  /** Reads what VPP holds, unless that is under way. */
  readNames(vpp: VppClient): Promise<void> {
    this.#reading ??= readNames(vpp)
      .then((names) => void Object.assign(this, names))
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }
}
