import { Ip6Address, MacAddress, Prefix, parseIpAddress } from "../../../src/address/index.ts";
import { type FibPath, neighborPath, resolvePath, to46 } from "../../../src/simulator/model/fib/index.ts";
import { Model } from "../../../src/simulator/model/model.ts";

const API = 8;
const NO_INTERFACE = 0xffffffff;
const LOOP0 = 1;

/**
 * A model with loop0 (02:00:00:00:00:01) that is up and has 10.0.0.1/24, with routes of all kinds and a neighbour 10.0.0.3.
 * The texts that tests expect of it are those of VPP 26.06 after the same requests.
 */
export function fibScene(): Model {
  const model = new Model(false);
  const { interfaces, neighbors } = model;
  const loop0 = interfaces.createLoopback(new MacAddress(0x0200, 1))!;
  interfaces.setAdminUp(loop0, true);
  interfaces.addAddress(loop0, Prefix.parse("10.0.0.1/24"));
  addRoute(model, "20.0.0.0/8", [via("10.0.0.2")]);
  addRoute(model, "21.0.0.0/8", [special("21.0.0.0/8", "unreachable")]);
  addRoute(model, "22.0.0.0/8", [special("22.0.0.0/8", "prohibited")]);
  addRoute(model, "23.0.0.0/8", [recursive("23.0.0.0/8", "20.0.0.1")]);
  addRoute(model, "24.0.0.0/8", [via("10.0.0.2"), via("10.0.0.3")]);
  neighbors.add({
    swIfIndex: LOOP0,
    address: parseIpAddress("10.0.0.3"),
    macAddress: new MacAddress(0x0200, 5),
    isStatic: true,
    hasRoute: true,
  });
  return model;
}

function addRoute({ fib }: Model, prefix: string, paths: readonly FibPath[]): void {
  fib.setPaths(fib.find(4, 0)!, Prefix.parse(prefix), API, paths);
}

/** The path to an IPv4 neighbour on an interface. */
export function via(nextHop: string, swIfIndex: number = LOOP0): FibPath {
  return neighborPath(to46(parseIpAddress(nextHop)), 4, swIfIndex);
}

function special(prefix: string, type: "unreachable" | "prohibited"): FibPath {
  return resolvePath(Prefix.parse(prefix), { ...PLAIN, type, nextHop: Ip6Address.UNSPECIFIED });
}

/** A path that resolves through an IPv4 address in table 0. */
export function recursive(prefix: string, nextHop: string): FibPath {
  const table = { family: 4, index: 0, tableId: 0 } as const;
  return resolvePath(Prefix.parse(prefix), {
    ...PLAIN,
    type: "normal",
    nextHop: to46(parseIpAddress(nextHop)),
    table,
  });
}

const PLAIN = { protocol: 0, weight: 1, preference: 0, swIfIndex: NO_INTERFACE } as const;
