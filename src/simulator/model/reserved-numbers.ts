/**
 * The meanings of `~0` (`0xffffffff`) in VPP's fields of 32 bits, each with a name of its own.
 */
const ALL_ONES = 0xffffffff;

/** `sw_if_index`: no interface. */
export const NO_INTERFACE: number = ALL_ONES;

/** `sw_if_index` of a dump: the dump lists every interface. */
export const ANY_INTERFACE: number = ALL_ONES;

/** Table id of the tables that VPP makes for itself. No message names one of them. */
export const NO_TABLE_ID: number = ALL_ONES;

/** Table id of a request to allocate a table: VPP chooses the id. */
export const ANY_TABLE_ID: number = ALL_ONES;

/** Table id of an SRv6 request: table 0. */
export const DEFAULT_TABLE_ID: number = ALL_ONES;

/** Weight of a segment list that is added: weight 1. */
export const DEFAULT_WEIGHT: number = ALL_ONES;

/** `stats_index`: no counter. */
export const NO_STATS_INDEX: number = ALL_ONES;

/** `rpf_id`: the path has no reverse path forwarding id. */
export const NO_RPF_ID: number = ALL_ONES;

/** Node index of a request: every node of VPP's graph. */
export const ANY_NODE: number = ALL_ONES;

/** Cursor of a paged message: a request begins with the first element, a reply has come behind the last. */
export const NO_CURSOR: number = ALL_ONES;
