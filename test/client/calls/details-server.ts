/** A process with a VPP of so many local SIDs, `::1` and on; it says where it listens, and ends with the process that started it. */
import { Ip6Address } from "../../../src/address/index.ts";
import { type SrLocalsidsDetails, srLocalsidsDump } from "../../../src/binapi/sr.ts";
import { SrBehavior } from "../../../src/binapi/sr_types.ts";
import { startSimulator } from "../../../src/simulator/index.ts";

const count = Number(process.argv[2]);

function* details(): Generator<SrLocalsidsDetails> {
  for (let at = 1; at <= count; at++) {
    yield {
      addr: new Ip6Address(0, 0, 0, at),
      endPsp: false,
      behavior: SrBehavior.SR_BEHAVIOR_API_END,
      fibTable: 0,
      vlanIndex: 0,
      xconnectNhAddr: Ip6Address.UNSPECIFIED,
      xconnectIfaceOrVrfTable: 0,
    };
  }
}

const simulator = await startSimulator({ recordCalls: false });
simulator.on(srLocalsidsDump, details);
process.on("disconnect", () => simulator.close());
process.send?.(simulator.socketPath);
