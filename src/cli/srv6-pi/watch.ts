import { describeEvent, eventToJson, type InjectorEvent } from "../../injector/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Output } from "../output/index.ts";
import { STORE_OPTIONS, withStore } from "./store.ts";

/** `tsvpp srv6-pi watch` */
export const watch: Command = {
  operands: [],
  options: STORE_OPTIONS,
  help: "",

  async run(invocation) {
    await withStore(invocation, (store) => store.watch((event) => printEvent(event, invocation.output)));
    return EXIT.done;
  },
};

/** Prints an event in a line. */
export function printEvent(event: InjectorEvent, output: Output): void {
  if (output.isJson) output.json(eventToJson(event));
  else output.line(describeEvent(event));
}
