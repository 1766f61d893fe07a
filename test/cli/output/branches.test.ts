import t from "tap";
import { branchText, leaf } from "../../../src/cli/output/branches.ts";

t.test("each branch has one line, whatever is in it", async (t) => {
  const tree = { text: "a\n\u001b[2J", branches: [leaf("b\r\n└─ c"), leaf("\u202ed")] };
  t.equal(branchText(tree), "a\\x0a\\x1b[2J\n├─ b\\x0d\\x0a└─ c\n└─ \\u202ed\n");
});
