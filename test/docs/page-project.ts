import { fileURLToPath } from "node:url";
import type { Test } from "tap";
import { UserProject } from "../user-project.ts";

const TYPES = fileURLToPath(new URL("../../../node_modules/@types", import.meta.url));

/** Returns a project with the settings that README asks of users, for the programs of a page. */
export function pageProject(t: Test, options: Readonly<Record<string, unknown>> = {}): UserProject {
  return new UserProject(t, { types: ["node"], typeRoots: [TYPES], lib: ["es2023", "esnext.disposable"], ...options });
}
