import { PATH_TRACING_INPUT, requireShape } from "../arguments/index.ts";
import { invalid } from "./refusal.ts";

/** An interface whose packets record the path that they take (draft-filsfils-spring-path-tracing). */
export interface PathTracing {
  readonly swIfIndex: number;
  /** 0 to 4095: the id of the interface in the records. */
  readonly id: number;
  /** 0 to 15. */
  readonly ingressLoad: number;
  /** 0 to 15. */
  readonly egressLoad: number;
  /** 0 to 3: which bits of a time stamp are recorded. */
  readonly ttsTemplate: number;
}

/** The arguments of path tracing; properties that are left out are 0. */
export type PathTracingInput = Pick<PathTracing, "swIfIndex" | "id"> & Partial<PathTracing>;

const MAX_VALUES: Readonly<Record<Exclude<keyof PathTracing, "swIfIndex">, number>> = {
  id: 4095,
  ingressLoad: 15,
  egressLoad: 15,
  ttsTemplate: 3,
};

/** Returns path tracing as a value. @throws {VppError} `VPP_SRV6` for a number out of its range. */
export function pathTracingFrom(input: PathTracingInput): PathTracing {
  const given = requireShape(PATH_TRACING_INPUT, input, "pathTracing");
  const pathTracing = { ingressLoad: 0, egressLoad: 0, ttsTemplate: 0, ...given };
  for (const [name, max] of Object.entries(MAX_VALUES)) {
    const value = pathTracing[name as keyof typeof MAX_VALUES]; // the names are those of MAX_VALUES
    if (Number.isInteger(value) && value >= 0 && value <= max) continue;
    // @refuses addPathTracing: `id` above 4095, a load above 15 or `ttsTemplate` above 3 | VPP replies -4, -5 or -6
    throw invalid(`path tracing of interface ${input.swIfIndex}: ${name} is 0 to ${max}, not ${value}`).error;
  }
  return pathTracing;
}
