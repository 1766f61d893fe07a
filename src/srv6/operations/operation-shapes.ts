import type { Shape } from "../arguments/index.ts";
import {
  ANY_OBJECT,
  BOOLEAN,
  FAMILY,
  IP,
  IP6,
  listOf,
  NUMBER,
  object,
  oneOf,
  PREFIX,
  ROUTE,
  TEXT,
} from "../arguments/index.ts";
import type { Operation } from "../values/index.ts";

const BEHAVIOR = object({ type: TEXT }, { tableId: NUMBER, swIfIndex: NUMBER, nextHop: IP, psp: BOOLEAN });
const LOCAL_SID = object({ sid: IP6, behavior: BEHAVIOR, fibTable: NUMBER });
const SEGMENT_LIST = object({ segments: listOf(IP6), weight: NUMBER });
const POLICY = object(
  { bsid: IP6, headend: TEXT, policyType: TEXT, fibTable: NUMBER, segmentLists: listOf(SEGMENT_LIST) },
  { encapSource: IP6 },
);
const TRAFFIC = oneOf("kind", {
  l2: object({ swIfIndex: NUMBER }),
  l3: object({ prefix: PREFIX, tableId: NUMBER }),
});
const TABLE = object({ family: FAMILY, tableId: NUMBER }, { name: TEXT });
const NEIGHBOR = object({ swIfIndex: NUMBER, address: IP });

const SHAPES: { readonly [Op in Operation["op"]]: Shape } = {
  setEncapSource: object({ source: IP6 }),
  setEncapHopLimit: object({ hopLimit: NUMBER }),
  addLocalSid: object({ localSid: LOCAL_SID }),
  deleteLocalSid: object({ sid: IP6 }, { type: TEXT, prefixLength: NUMBER }),
  replaceLocalSid: object({ localSid: LOCAL_SID }, { from: ANY_OBJECT, interrupts: BOOLEAN }),
  addPolicy: object({ policy: POLICY }),
  deletePolicy: object({ bsid: IP6 }),
  addSegmentList: object({ bsid: IP6, segmentList: SEGMENT_LIST }, { encapSource: IP6 }),
  deleteSegmentList: object({ bsid: IP6, segmentList: SEGMENT_LIST }),
  setWeight: object({ bsid: IP6, segmentList: SEGMENT_LIST, weight: NUMBER }),
  steer: object({ traffic: TRAFFIC, bsid: IP6 }),
  unsteer: object({ traffic: TRAFFIC }),
  addTable: TABLE,
  deleteTable: TABLE,
  setRoute: object({ route: object({ prefix: PREFIX, tableId: NUMBER, via: ANY_OBJECT }) }),
  deleteRoute: object({ route: ROUTE }),
  setNeighbor: object({ neighbor: NEIGHBOR }),
  deleteNeighbor: object({ neighbor: NEIGHBOR }),
  addPathTracing: object({ pathTracing: object({ swIfIndex: NUMBER }) }),
  deletePathTracing: object({ swIfIndex: NUMBER }),
};

/** The shape of the operations of a batch. It is checked only after a failure: a batch can have very many. */
export const OPERATIONS: Shape = listOf(oneOf("op", SHAPES));
/** The shape of stages of operations. */
export const STAGES: Shape = listOf(OPERATIONS);
