// Settings of `npm run docs:api`, which writes the reference of all exports of the package to dist/api.
import { readFileSync } from "node:fs";

const { exports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** The module that stands for all generated bindings: they are made alike. */
const BINDING = "sr";

/** Returns the source of each export: `./dist/src/srv6/index.d.ts` is compiled from `src/srv6/index.ts`. */
function entryPoints() {
  const declarations = Object.values(exports).flatMap(({ types = [] }) => types);
  return declarations.map((path) =>
    path
      .replace("./dist/", "../")
      .replace(/\.d\.ts$/, ".ts")
      .replace("*", BINDING),
  );
}

export default {
  entryPoints: entryPoints(),
  tsconfig: "../tsconfig.json",
  out: "../dist/api",
  name: "tsvpp",
  readme: "none",
  displayBasePath: "..",
  excludeInternal: true,
  disableSources: true, // a checkout need not know where the repository is on the web
  skipErrorChecking: true, // `npm run check` does that
  // Every exported name has a docblock. Properties need one only where name and type do not say all.
  requiredToBeDocumented: ["Function", "Class", "Interface", "TypeAlias", "Variable", "Method", "Accessor"],
  // Types that only other types are made of have no page.
  validation: { notDocumented: true, notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: true },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
};
