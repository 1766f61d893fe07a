import type { Interface } from "../model/index.ts";
import type { CliInput } from "./input.ts";

/** Takes the name of an interface. */
export function takeInterface(line: CliInput, interfaces: Iterable<Interface>): Interface | undefined {
  let found: Interface | undefined;
  line.takeAll(() => {
    const name = line.takeMatch(/\S+/);
    found = [...interfaces].find((each) => each.name === name);
    return found !== undefined;
  });
  return found;
}
