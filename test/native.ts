import { spawnSync } from "node:child_process";

/** For tests of what is compiled from `native/`: they are skipped where there is no C compiler, and only there. */
export const NATIVE: { readonly skip: string | false } = {
  skip: spawnSync(process.env.CC ?? "cc", ["--version"]).status !== 0 && "there is no C compiler",
};
