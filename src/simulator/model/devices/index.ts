/**
 * The interfaces of drivers and tunnels: created, listed and deleted as in VPP, without packets and without the host that they
 * would be connected to.
 */

export { HostInterfaces } from "./host-interfaces.ts";
export { type IpTunnelEntry, IpTunnels } from "./ip-tunnels.ts";
export { type MemifEntry, Memifs } from "./memifs.ts";
export { SubInterfaces } from "./sub-interfaces.ts";
export { type TapEntry, Taps } from "./taps.ts";
