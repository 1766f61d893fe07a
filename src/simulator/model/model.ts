import { HostInterfaces, IpTunnels, Memifs, SubInterfaces, Taps } from "./devices/index.ts";
import { Fib } from "./fib/index.ts";
import { Interfaces, LinkLocalTables, MulticastTables, Neighbors } from "./interfaces/index.ts";
import { PathMtus } from "./path-mtus.ts";
import { LocalSids, PathTracing, Policies, SteeringRules, SteeringTables } from "./srv6/index.ts";

/** The state of a VPP, as far as it is modelled. It does not depend on messages. */
export class Model {
  readonly fib: Fib;
  readonly multicast: MulticastTables = new MulticastTables();
  readonly neighbors: Neighbors;
  readonly interfaces: Interfaces;
  readonly subInterfaces: SubInterfaces;
  readonly taps: Taps;
  readonly hostInterfaces: HostInterfaces;
  readonly memifs: Memifs;
  readonly ipTunnels: IpTunnels;
  readonly localSids: LocalSids;
  readonly policies: Policies;
  readonly steering: SteeringRules;
  readonly pathMtus: PathMtus;
  readonly pathTracing: PathTracing = new PathTracing();

  /** @param refusesCrashes whether what crashes VPP only later is refused at once */
  constructor(refusesCrashes: boolean) {
    this.fib = new Fib(refusesCrashes);
    const links = new LinkLocalTables(this.fib);
    this.neighbors = new Neighbors(this.fib, links);
    this.interfaces = new Interfaces(this.fib, this.multicast, this.neighbors, links);
    this.subInterfaces = new SubInterfaces(this.interfaces);
    this.taps = new Taps(this.interfaces);
    this.hostInterfaces = new HostInterfaces(this.interfaces);
    this.memifs = new Memifs(this.interfaces);
    this.ipTunnels = new IpTunnels(this.fib, this.interfaces);
    this.pathMtus = new PathMtus(this.fib, this.interfaces);
    const tables = new SteeringTables(this.fib);
    this.localSids = new LocalSids(this.fib, refusesCrashes);
    this.policies = new Policies(this.fib, tables);
    this.steering = new SteeringRules(this.fib, this.policies, tables, this.interfaces);
  }
}
