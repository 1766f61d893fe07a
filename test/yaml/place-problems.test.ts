import t from "tap";
import { placeProblems } from "../../src/yaml/place-problems.ts";
import { readYaml } from "../../src/yaml/yaml.ts";

t.test("problems are in the order of their lines, with the path where there is one", async (t) => {
  const yaml = readYaml("a:\n  - 1\n  - 2\nb: 3\n", "file.yaml");
  const problems = [
    { path: ["b"], text: "last" },
    { path: ["a", 1], text: "second" },
    { path: ["a", 0, "missing"], text: "first" },
    { path: [], text: "all" },
  ];
  t.same(placeProblems(problems, yaml, "file.yaml"), [
    "file.yaml:1: all",
    "file.yaml:2: a[0].missing: first",
    "file.yaml:3: a[1]: second",
    "file.yaml:4: b: last",
  ]);
});
