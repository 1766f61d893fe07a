import t from "tap";
import { nearestNames } from "../src/nearest-names.ts";

const NAMES = [
  "create_loopback",
  "create_loopback_instance",
  "delete_loopback",
  "show_version",
  "sr_policies_v2_dump",
  "sr_policy_add",
  "sr_policy_add_v2",
  "sr_policy_del",
];

const cases: readonly (readonly [written: string, meant: string[]])[] = [
  ["sr_polcy_add", ["sr_policy_add", "sr_policy_add_v2", "sr_policy_del"]],
  ["srPolicyAdd", ["sr_policy_add", "sr_policy_add_v2", "sr_policy_del"]],
  ["SHOW-VERSION", ["show_version"]],
  ["loopback", ["create_loopback", "delete_loopback", "create_loopback_instance"]],
  ["version", ["show_version"]],
  ["bogus", []],
  ["", []],
];

for (const [written, meant] of cases) {
  t.test(`${JSON.stringify(written)} is near to ${meant.join(", ") || "nothing"}`, async (t) => {
    t.same(nearestNames(written, NAMES), meant);
  });
}
