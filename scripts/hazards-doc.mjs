// Writes the tables of docs/hazards.md, which list what is refused and what VPP would do:
//
//   npm run build && node scripts/hazards-doc.mjs [--check]
//
// The texts are those of the guards, and of the comments beside them (`scripts/refusals.mjs`).
import { directory } from "../dist/src/binapi/directory.js";
import { hazardOf } from "../dist/src/client/versions/hazards.js";
import { table, updatePage } from "./docs-page.mjs";
import { refusalsIn } from "./refusals.mjs";

const TABLES = { denied, messages, operations };

updatePage("hazards.md", (name) => TABLES[name]());

/** Returns the messages that are refused whatever they hold, by reason: their checks read no fields. */
function denied() {
  const reasons = new Map();
  for (const [name] of directory) {
    const check = hazardOf(name);
    if (check?.length === 0) reasons.set(check(), [...(reasons.get(check()) ?? []), name]);
  }
  const rows = [...reasons].map(([reason, names]) => [codes(names), reason]);
  return table(["message", "reason"], rows);
}

function messages() {
  const refusals = ["client/versions/hazards.ts", "client/versions/cli-hazards.ts"].flatMap(refusalsIn);
  const rows = refusals.map(({ of, when, otherwise }) => [codes(of), when, otherwise]);
  return table(["message", "refused", "what VPP does otherwise"], sorted(rows));
}

function operations() {
  const rows = refusalsIn("srv6").map(({ of, when, otherwise, code }) => [codes(of), when, otherwise, codes([code])]);
  return table(["operation", "refused", "what VPP does otherwise", "code"], sorted(rows));
}

function sorted(rows) {
  return rows.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function codes(names) {
  return names.map((name) => `\`${name}\``).join(", ");
}
