import type { Shape } from "./shapes.ts";
import {
  ANY_OBJECT,
  BOOLEAN,
  IP4_INPUT,
  IP6_INPUT,
  listOf,
  NUMBER,
  object,
  oneOf,
  PREFIX_INPUT,
  TEXT,
  wordOf,
} from "./shapes.ts";

/** What the arguments of methods must be, where they are more than one text or number. */
const HOP = { nextHop: IP6_INPUT, swIfIndex: NUMBER };

const BEHAVIOR: Shape = (value, place) => {
  const error = object({ type: TEXT })(value, place);
  if (error !== undefined) return error;
  const { type } = value as { readonly type: string };
  // Another type has an error of its own, which names those that there are.
  return (Object.hasOwn(BEHAVIORS_BY_TYPE, type) ? BEHAVIORS_BY_TYPE[type]! : ANY_OBJECT)(value, place);
};

const BEHAVIORS_BY_TYPE: Readonly<Record<string, Shape>> = {
  "End.X": object(HOP, { psp: BOOLEAN }),
  "End.T": object({ tableId: NUMBER }),
  "End.DX2": object({ swIfIndex: NUMBER }),
  "End.DX4": object({ ...HOP, nextHop: IP4_INPUT }),
  "End.DX6": object(HOP),
  "End.DT4": object({ tableId: NUMBER }),
  "End.DT6": object({ tableId: NUMBER }),
  uA: object(HOP, { endSid: BOOLEAN }),
};

export const LOCAL_SID_INPUT: Shape = object(
  { sid: IP6_INPUT, behavior: BEHAVIOR },
  { fibTable: NUMBER, prefixLength: NUMBER },
);

export const SEGMENT_LIST_INPUT: Shape = object({ segments: listOf(IP6_INPUT) }, { weight: NUMBER });

export const POLICY_INPUT: Shape = object(
  { bsid: IP6_INPUT, segmentLists: listOf(SEGMENT_LIST_INPUT) },
  {
    headend: wordOf("encaps", "insert"),
    policyType: wordOf("default", "spray", "tef"),
    fibTable: NUMBER,
    encapSource: IP6_INPUT,
  },
);

export const TRAFFIC_INPUT: Shape = oneOf("kind", {
  l2: object({ swIfIndex: NUMBER }),
  l3: object({ prefix: PREFIX_INPUT }, { tableId: NUMBER }),
});

export const PATH_TRACING_INPUT: Shape = object(
  { swIfIndex: NUMBER, id: NUMBER },
  { ingressLoad: NUMBER, egressLoad: NUMBER, ttsTemplate: NUMBER },
);

/** Which of several local SIDs is meant. */
export const LOCAL_SID_NAME: Shape = object({}, { type: TEXT, prefixLength: NUMBER });
