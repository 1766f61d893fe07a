import t from "tap";
import { withNames } from "../../src/cli/interface-names.ts";

const names = new Map([
  [3, "host-b"],
  [33, "interface 3"],
]);

const texts = [
  ["via fe80::1 on interface 3 (psp)", "via fe80::1 on host-b (psp)"],
  ["frames of interface 3, frames of interface 4", "frames of host-b, frames of interface 4"],
  ["on interface 33", "on interface 3"],
  ["its interface was created again", "its interface was created again"],
] as const;

for (const [text, named] of texts) {
  t.test(`"${text}" becomes "${named}"`, async (t) => {
    t.equal(withNames(text, names), named);
  });
}
