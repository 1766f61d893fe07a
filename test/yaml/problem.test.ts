import t from "tap";
import { documentError, firstLines, formatPath, formatProblem, placeProblem } from "../../src/yaml/problem.ts";

const PROBLEM = { path: ["policies", 1, "bsid"], text: "duplicate of policies[0].bsid cafe::1" };

const paths: readonly (readonly [path: (string | number)[], text: string])[] = [
  [[], ""],
  [["policies", 1, "bsid"], "policies[1].bsid"],
  [[0, "inner-mtu_2"], "[0].inner-mtu_2"],
  [["owns", "a.b", 'a "b"', ""], 'owns["a.b"]["a \\"b\\""][""]'],
];

for (const [path, text] of paths) {
  t.test(`the path ${JSON.stringify(path)} is ${text || "empty"} as text`, async (t) => {
    t.equal(formatPath(path), text);
  });
}

t.test("a problem is a line with its path, and its file and line where they are known", async (t) => {
  const line = "policies[1].bsid: duplicate of policies[0].bsid cafe::1";
  t.equal(formatProblem(PROBLEM), line);
  t.equal(formatProblem({ path: [], text: "expected a mapping" }), "expected a mapping");
  t.equal(placeProblem(undefined, PROBLEM), line);
  const places = { placeOf: (path: readonly (string | number)[]) => `overlay.yaml:${path.length}` };
  t.equal(placeProblem(places, PROBLEM), `overlay.yaml:3: ${line}`);
});

t.test("twenty lines are shown, and the number of the others", async (t) => {
  const numbers = Array.from({ length: 22 }, (_, at) => at + 1);
  t.same(firstLines(numbers.slice(0, 20)).at(-1), "20");
  const lines = firstLines(numbers, (each) => `line ${each}`);
  t.equal(lines.length, 21);
  t.same(lines.slice(19), ["line 20", "and 2 more"]);
});

t.test("a line has at most 400 characters of a long text, and commands no terminal", async (t) => {
  t.same(firstLines(["x".repeat(400)]), ["x".repeat(400)]);
  t.same(firstLines([`${"a".repeat(300)}${"b".repeat(300)}`]), [`${"a".repeat(200)} ... ${"b".repeat(200)}`]);
  t.same(firstLines(["a\n\u001b[2J"]), ["a\\x0a\\x1b[2J"]);
});

t.test("the error of a document has a line for each problem", async (t) => {
  const problems = [PROBLEM, { path: ["encap"], text: "expected a mapping" }];
  t.match(documentError(problems, formatProblem), {
    name: "VppError",
    code: "VPP_DOCUMENT",
    message: "policies[1].bsid: duplicate of policies[0].bsid cafe::1\nencap: expected a mapping",
  });
});
