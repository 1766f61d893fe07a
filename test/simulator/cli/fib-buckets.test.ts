import t from "tap";
import { Prefix } from "../../../src/address/index.ts";
import { bucketsOf } from "../../../src/simulator/cli/fib-buckets.ts";
import { fibScene } from "./fib-scene.ts";

const ARP = "arp-ipv4: via 10.0.0.2 loop0";
const NEIGHBOR = "ipv4 via 10.0.0.3 loop0: mtu:9000 next:3 flags:[] 0200000000050200000000010800";

/** What VPP 26.06 shows of each entry, without places in its graph and its lists for uRPF. */
const entries: readonly (readonly [prefix: string, index: number, buckets: readonly string[]])[] = [
  ["0.0.0.0/0", 1, ["[0] [@0]: dpo-drop ip4"]],
  ["10.0.0.0/32", 10, ["[0] [@0]: dpo-drop ip4"]],
  [
    "10.0.0.0/24",
    9,
    ["[0] [@4]: ipv4-glean: [src:10.0.0.0/24] loop0: mtu:9000 next:1 flags:[] ffffffffffff0200000000010806"],
  ],
  ["10.0.0.1/32", 8, ["[0] [@11]: dpo-receive: 10.0.0.1 on loop0"]],
  ["10.0.0.3/32", 18, [`[0] [@5]: ${NEIGHBOR}`]],
  ["20.0.0.0/8", 12, [`[0] [@3]: ${ARP}`]],
  ["21.0.0.0/8", 13, ["[0] [@]: ip4-null action:send-unreachable"]],
  ["22.0.0.0/8", 14, ["[0] [@]: ip4-null action:send-prohibited"]],
  [
    "23.0.0.0/8",
    16,
    ["[0] [@]: dpo-load-balance: [proto:ip4 index:15 buckets:1 uRPF: to:[0:0]]", `          [0] [@3]: ${ARP}`],
  ],
  ["24.0.0.0/8", 17, [`[0] [@3]: ${ARP}`, `    [1] [@5]: ${NEIGHBOR}`]],
];

for (const [text, index, buckets] of entries) {
  t.test(`shows what forwards packets of ${text}, a bucket for each path`, async (t) => {
    const model = fibScene();
    const table = model.fib.find(4, 0)!;
    const shown = bucketsOf({ model, table, entry: table.find(Prefix.parse(text))!, indent: 4 });
    const count = text === "24.0.0.0/8" ? 2 : 1;
    t.equal(
      shown.replaceAll(/uRPF:\d+/g, "uRPF:").replaceAll(/\[@1[2-4]\]/g, "[@]"),
      `dpo-load-balance: [proto:ip4 index:${index} buckets:${count} uRPF: to:[0:0]]\n    ${buckets.join("\n")}\n`,
    );
  });
}

t.test("an interface that is gone is shown as deleted", async (t) => {
  const model = fibScene();
  const table = model.fib.find(4, 0)!;
  model.interfaces.deleteLoopback(1);
  const entry = table.find(Prefix.parse("20.0.0.0/8"))!;
  t.match(bucketsOf({ model, table, entry, indent: 0 }), /\n\[0\] .*DELETED|dpo-drop ip4/);
});
