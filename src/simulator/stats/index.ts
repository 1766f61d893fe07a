/**
 * The statistics segment of a simulated VPP: entries in the layout of VPP 26.06 in a file that other processes can map, and that
 * changes with the interfaces and routes of the model. It knows nothing of messages, and writes what tests set.
 */

export { type CounterPlace, type PacketsAndBytes, SimulatorStats } from "./simulator-stats.ts";
export { VppStats } from "./vpp-stats.ts";
