import { Fib } from "./fib.ts";
import { Interfaces } from "./interfaces.ts";
import { MulticastTables } from "./multicast-tables.ts";
import { Neighbors } from "./neighbors.ts";
import { LocalSids } from "./srv6-local-sids.ts";
import { PathTracing } from "./srv6-path-tracing.ts";
import { Policies } from "./srv6-policies.ts";
import { SteeringRules } from "./srv6-steering.ts";
import { SteeringTables } from "./srv6-steering-tables.ts";

/** Everything that VPP remembers, as far as it is modelled. It knows nothing of messages. */
export class Model {
  readonly fib: Fib = new Fib();
  readonly multicast: MulticastTables = new MulticastTables();
  readonly neighbors: Neighbors = new Neighbors();
  readonly interfaces: Interfaces = new Interfaces(this.fib, this.multicast, this.neighbors);
  readonly localSids: LocalSids;
  readonly policies: Policies;
  readonly steering: SteeringRules;
  readonly pathTracing: PathTracing = new PathTracing();

  /** @param refusesCrashes whether what crashes VPP only later is refused at once */
  constructor(refusesCrashes: boolean) {
    const tables = new SteeringTables(this.fib);
    this.localSids = new LocalSids(this.fib, refusesCrashes);
    this.policies = new Policies(this.fib, tables);
    this.steering = new SteeringRules(this.fib, this.policies, tables);
  }
}
