import t from "tap";
import { FibPathNhProto } from "../../src/binapi/fib_types.ts";
import { swInterfaceSetFlags } from "../../src/binapi/interface.ts";
import { ipRouteAddDel, ipTableAddDel } from "../../src/binapi/ip.ts";
import { withDefaults } from "../../src/wire/index.ts";
import { decode, encode } from "../helpers.ts";

const NEXT_HOP = { address: { case: "ip4", value: "192.0.2.1" } } as const;
const FILLED = {
  swIfIndex: 0xffffffff,
  tableId: 0,
  rpfId: 0,
  weight: 1,
  preference: 0,
  type: 0,
  flags: 0,
  proto: 0,
  nh: { ...NEXT_HOP, viaLabel: 0, objId: 0, classifyTableIndex: 0 },
  nLabels: 0,
  labelStack: [],
};

t.test("members of typedefs that are left out get their defaults, at any depth", async (t) => {
  const route = { prefix: "10.1.0.0/16", paths: [{ nh: NEXT_HOP }, { nh: NEXT_HOP, swIfIndex: 3, weight: 2 }] };
  t.same(withDefaults(ipRouteAddDel, { isMultipath: false, route }), {
    isAdd: true,
    isMultipath: false,
    route: {
      tableId: 0,
      statsIndex: 0,
      prefix: "10.1.0.0/16",
      paths: [FILLED, { ...FILLED, swIfIndex: 3, weight: 2 }],
    },
  });
  t.same(withDefaults(ipRouteAddDel, { isMultipath: true, route: { prefix: "::/0" } }).route.paths, []);
});

t.test("what is given stays as it is, and all of it can be sent", async (t) => {
  const { FIB_API_PATH_NH_PROTO_IP6: proto } = FibPathNhProto;
  const nh = { address: { case: "ip6", value: "fd11::1" }, viaLabel: 7 } as const;
  const paths = [{ proto, nh, nLabels: 1, labelStack: [{ label: 100 }] }];
  const given = withDefaults(ipRouteAddDel, {
    isAdd: false,
    isMultipath: false,
    route: { tableId: 10, prefix: "fdcc::/16", paths },
  });
  const { isAdd, route } = decode(ipRouteAddDel, encode(ipRouteAddDel, given));
  t.same([isAdd, route.tableId, String(route.prefix)], [false, 10, "fdcc::/16"]);
  t.match(route.paths, [{ proto, nh: { viaLabel: 7 }, nLabels: 1 }]);
  t.same(route.paths[0]?.labelStack[0], { isUniform: 0, label: 100, ttl: 0, exp: 0 });
  t.equal(String(route.paths[0]?.nh.address.value), "fd11::1");
});

t.test("fields of a message, addresses and unions must be given", async (t) => {
  // @ts-expect-error
  t.throws(() => encode(ipTableAddDel, withDefaults(ipTableAddDel, {})), { code: "VPP_FIELD_RANGE" });
  // @ts-expect-error
  const flags = withDefaults(swInterfaceSetFlags, { flags: 1 });
  t.throws(() => encode(swInterfaceSetFlags, flags), { message: /sw_interface_set_flags\.sw_if_index/ });
  // @ts-expect-error
  const noPrefix = withDefaults(ipRouteAddDel, { isMultipath: false, route: { tableId: 10 } });
  t.throws(() => encode(ipRouteAddDel, noPrefix), { message: /ip_route_add_del\.route\.prefix/ });
  // @ts-expect-error
  const noNextHop = withDefaults(ipRouteAddDel, { isMultipath: false, route: { prefix: "::/0", paths: [{}] } });
  t.throws(() => encode(ipRouteAddDel, noNextHop), { message: /ip_route_add_del\.route\.paths\.nh\.address/ });
});

t.test("a field that does not exist is refused, by the compiler too", async (t) => {
  const nh = NEXT_HOP;
  const withTypo = () =>
    // @ts-expect-error
    withDefaults(ipRouteAddDel, { isMultipath: false, route: { prefix: "::/0", paths: [{ nh, swIfindex: 3 }] } });
  const message = "ip_route_add_del.route.paths: no field swIfindex";
  t.throws(withTypo, { code: "VPP_FIELD_RANGE", message });
  t.throws(() => withDefaults(ipTableAddDel, { tabel: {} } as never), { message: "ip_table_add_del: no field tabel" });
});
