import t from "tap";
import { retvalError, retvalName } from "../../../src/client/connection/retval.ts";

/** @see VPP 26.06 src/vnet/error.h */
const names: readonly (readonly [retval: number, name: string])[] = [
  [-1, "UNSPECIFIED"],
  [-2, "INVALID_SW_IF_INDEX"],
  [-3, "NO_SUCH_FIB"],
  [-6, "NO_SUCH_ENTRY"],
  [-7, "INVALID_VALUE"],
  [-9, "UNIMPLEMENTED"],
  [-31, "INVALID_REGISTRATION"],
  [-99, "TABLE_TOO_BIG"],
  [-159, "API_ENDIAN_FAILED"],
  [-165, "EAGAIN"],
];

for (const [retval, name] of names) {
  t.test(`${retval} is ${name}`, async (t) => {
    t.equal(retvalName("ip_table_add_del", retval), name);
  });
}

t.test("a number without a name is told as it is", async (t) => {
  t.equal(retvalName("ip_table_add_del", -4711), undefined);
  t.match(retvalError("ip_table_add_del", -4711, 1), { message: "ip_table_add_del: refused by VPP (-4711)" });
});

/** SRv6 messages answer with numbers of their own; MPLS ones, of another module, do not. */
const own: readonly (readonly [message: string, isOwn: boolean])[] = [
  ["sr_policy_add", true],
  ["sr_steering_add_del", true],
  ["sr_localsid_add_del_v2", true],
  ["sr_pt_iface_add", true],
  ["sr_mpls_policy_add", false],
  ["show_version", false],
];

for (const [message, isOwn] of own) {
  t.test(`the numbers of ${message} are ${isOwn ? "its own" : "VPP's common ones"}`, async (t) => {
    t.equal(retvalName(message, -2), isOwn ? undefined : "INVALID_SW_IF_INDEX");
  });
}

t.test("the error tells everything that is known", async (t) => {
  t.match(retvalError("ip_table_add_del", -3, 0xfffffffe), {
    name: "VppError",
    code: "VPP_RETVAL",
    effect: "rejected",
    message: "ip_table_add_del: no such fib (NO_SUCH_FIB, -3)",
    messageName: "ip_table_add_del",
    retval: -3,
    retvalName: "NO_SUCH_FIB",
    context: 0xfffffffe,
  });
});
