/** What the arguments of methods must be, for programs that no compiler checks: a wrong one is named by a `VppError`. */
export {
  LOCAL_SID_INPUT,
  LOCAL_SID_NAME,
  PATH_TRACING_INPUT,
  POLICY_INPUT,
  SEGMENT_LIST_INPUT,
  TRAFFIC_INPUT,
} from "./input-shapes.ts";
export type { Shape } from "./shapes.ts";
export {
  ANY_OBJECT,
  BOOLEAN,
  FAMILY,
  IP,
  IP6,
  IP6_INPUT,
  listOf,
  NUMBER,
  object,
  oneOf,
  PREFIX,
  requireShape,
  SIGNAL,
  TEXT,
  withShape,
} from "./shapes.ts";
