import type { Writable } from "node:stream";
import { styleText } from "node:util";
import { printable, printableJson, printableReply } from "../../printable.ts";
import type { JsonValue } from "../../wire/index.ts";
import { flatten } from "./flatten.ts";
import { type FieldNames, pickFields } from "./pick-fields.ts";
import { type Cell, formatPairs, formatTable, type Row } from "./table.ts";

/** A colour or weight of text on a terminal. */
export type Style = "bold" | "green" | "red" | "yellow";

/** The columns and rows of a list as a table, and its items as JSON. */
export interface ListView<T> {
  readonly columns: readonly string[];
  rows(item: T): readonly Row[];
  json(item: T): unknown;
}

/** Standard output of a command: tables for people, JSON for programs. What is printed commands no terminal. */
export class Output {
  /** Whether output is JSON. */
  readonly isJson: boolean;
  readonly #stream: Writable;
  readonly #isTerminal: boolean;
  readonly #hasColor: boolean;
  readonly #fields: FieldNames | undefined;
  #failure: NodeJS.ErrnoException | undefined;
  readonly #failed = (failure: NodeJS.ErrnoException): void => {
    this.#failure ??= failure;
  };

  /** @param fields the fields of each answer or item that are printed; undefined: all. */
  constructor(
    stream: Writable & { readonly isTTY?: boolean },
    isJson: boolean,
    noColor: string | undefined,
    fields?: FieldNames,
  ) {
    this.#stream = stream;
    this.#fields = fields;
    this.isJson = isJson;
    // Not left to styleText, whose own test differs between releases of Node. See https://no-color.org.
    this.#isTerminal = stream.isTTY === true;
    this.#hasColor = stream.isTTY === true && (noColor ?? "") === "";
    stream.on("error", this.#failed);
  }

  /** Whether fields of the JSON form are printed, all or chosen ones. */
  get hasFields(): boolean {
    return this.isJson || this.#fields !== undefined;
  }

  /** Whether the reader has closed the stream. Writing does no harm then, but has no effect. */
  get isClosed(): boolean {
    return this.#failure !== undefined;
  }

  /** Prints one line: control characters in the text are escaped. */
  line(text: string, style?: Style): void {
    this.#write(`${this.#styled(printable(text), style)}\n`);
  }

  /**
   * Text that ends with a newline. Those in it stay: names and values that go into it are to be made printable before.
   */
  text(text: string): void {
    this.#write(printable(text, "\n"));
  }

  /** Empties the terminal; a pipe goes on. */
  clear(): void {
    if (this.#isTerminal) this.#write("\u001b[H\u001b[2J");
  }

  /** Prints the output of VPP's command line, ended by a newline. */
  reply(text: string): void {
    if (text !== "") this.#write(printableReply(text.endsWith("\n") ? text : `${text}\n`, this.#hasColor));
  }

  /** Prints a value as one line of JSON. */
  json(value: unknown): void {
    this.#write(`${printableJson(value)}\n`);
  }

  /** Prints the fields of an answer: a line of JSON, or names and values below each other. */
  record(fields: JsonValue): void {
    const printed = this.#fields === undefined ? fields : pickFields(fields, this.#fields);
    if (this.isJson) this.json(printed);
    else this.pairs(flatten(printed));
  }

  /** Resolves when the reader has taken what is printed, so that an endless list needs no endless memory. */
  async drained(): Promise<void> {
    if (!this.#stream.writableNeedDrain || this.isClosed) return;
    await new Promise<void>((resolve) => {
      const events = ["drain", "close", "error"] as const;
      const done = (): void => {
        for (const event of events) this.#stream.off(event, done);
        resolve();
      };
      for (const event of events) this.#stream.once(event, done);
    });
  }

  pairs(pairs: readonly (readonly [name: string, value: Cell])[]): void {
    this.#write(formatPairs(pairs));
  }

  table(columns: readonly string[], rows: readonly Row[]): void {
    this.#write(formatTable(columns, rows, (titles) => this.#styled(titles, "bold")));
  }

  /** Prints a table of all items, or each item as a line of JSON when it comes. */
  async list<T>(items: AsyncIterable<T> | Iterable<T>, view: ListView<T>): Promise<void> {
    const { columns, rows: rowsOf } = this.#fields === undefined ? view : viewOf(this.#fields, view);
    const rows: Row[] = [];
    for await (const item of items) {
      if (this.isClosed) return;
      if (this.isJson)
        this.json(this.#fields === undefined ? view.json(item) : pickJson(view.json(item), this.#fields));
      else rows.push(...rowsOf(item));
      await this.drained();
    }
    if (!this.isJson) this.table(columns, rows);
  }

  /**
   * Waits until all is written.
   *
   * @returns why something could not be. A reader that closed the stream early (`| head`) is no failure.
   */
  async end(): Promise<NodeJS.ErrnoException | undefined> {
    if (!this.isClosed) await new Promise<void>((resolve) => this.#stream.write("", () => resolve()));
    // The stream of a script serves many lines. One listener stays for errors that come late.
    if (this.#stream.listenerCount("error") > 1) this.#stream.off("error", this.#failed);
    return this.#failure?.code === "EPIPE" ? undefined : this.#failure;
  }

  #styled(text: string, style: Style | undefined): string {
    return style !== undefined && this.#hasColor ? styleText(style, text, { validateStream: false }) : text;
  }

  #write(printed: string): void {
    if (!this.isClosed) this.#stream.write(printed);
  }
}

/** Returns a view of items with chosen fields of their JSON as columns. */
function viewOf<T>(fields: FieldNames, { json }: ListView<T>): Pick<ListView<T>, "columns" | "rows"> {
  return {
    columns: fields,
    rows: (item) => [Object.values(pickJson(json(item), fields)).map(cellOf)],
  };
}

/** Picks fields of a value in which addresses are objects that JSON shows as text. */
function pickJson(value: unknown, fields: FieldNames): { [name: string]: JsonValue } {
  return pickFields(JSON.parse(JSON.stringify(value)), fields);
}

function cellOf(value: JsonValue): Cell {
  if (typeof value === "number" || typeof value === "string") return value;
  const isPlain = Array.isArray(value) && value.every((item) => typeof item !== "object");
  return isPlain ? value.join(", ") : JSON.stringify(value);
}
