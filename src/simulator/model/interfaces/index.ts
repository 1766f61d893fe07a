/**
 * The interfaces with their addresses, their neighbours and the routes that both make in tables. It writes to the FIB and
 * knows nothing of SRv6.
 */

export { MAX_VLAN_ID, TagFlags } from "./ethernet-tags.ts";
export {
  ETHERNET_MTU_BYTES,
  type Interface,
  type InterfaceEntry,
  type InterfaceSpec,
  type SubInterface,
} from "./interface.ts";
export { InterfaceChange, type InterfaceObserver, Interfaces } from "./interfaces.ts";
export { LinkLocalTables } from "./link-local-tables.ts";
export { MulticastTables } from "./multicast-tables.ts";
export { type NeighborEntry, Neighbors } from "./neighbors.ts";
