/** The number in place of an interface where there is none: `~0` in VPP. */
export const NO_INTERFACE = 0xffffffff;
/** The id that all of VPP's hidden tables have: steered traffic is looked up in one of them. */
export const HIDDEN_TABLE = 0xffffffff;

/** VPP's names of the sources of routes: SRv6, the binary API and the command line. */
export const SR_SOURCE = "SR";
export const API_SOURCE = "API";
export const CLI_SOURCE = "CLI";
