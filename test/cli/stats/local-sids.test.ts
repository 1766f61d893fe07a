import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { localSidJson, localSidLines } from "../../../src/cli/stats/local-sids.ts";
import { prometheusText } from "../../../src/cli/stats/prometheus.ts";
import type { LocalSidCounters } from "../../../src/srv6/index.ts";

function countersOf(sid: string, fibTable = 0): LocalSidCounters {
  return {
    sid: Ip6Address.parse(sid),
    fibTable,
    behavior: { type: "End", psp: false },
    good: { packets: 2n ** 63n, bytes: 640n },
    bad: { packets: 1n, bytes: 0n },
  };
}

t.test("a local SID has a line for good and one for bad packets", async (t) => {
  t.same(localSidLines(countersOf("fc00::1")), [
    "local SID fc00::1 good 9223372036854775808 packets, 640 bytes",
    "local SID fc00::1 bad 1 packets, 0 bytes",
  ]);
  t.match(localSidLines(countersOf("fc00::1", 7))[0], "local SID fc00::1 in table 7 good");
});

t.test("JSON has numbers of 64 bits as texts", async (t) => {
  t.same(localSidJson(countersOf("fc00::1", 7)), {
    localSid: "fc00::1",
    fibTable: 7,
    good: { packets: "9223372036854775808", bytes: "640" },
    bad: { packets: "1", bytes: "0" },
  });
});

t.test("Prometheus has four counters with the SID, and one series for SIDs with one address", async (t) => {
  const text = prometheusText(new Map(), [countersOf("fc00::1"), countersOf("fc00::2"), countersOf("fc00::1", 7)]);
  t.match(
    text,
    `# HELP vpp_local_sid_good_packets_total Packets that the behavior of a local SID handled.
# TYPE vpp_local_sid_good_packets_total counter
vpp_local_sid_good_packets_total{sid="fc00::1"} 18446744073709551616
vpp_local_sid_good_packets_total{sid="fc00::2"} 9223372036854775808
`,
  );
  for (const line of [
    'vpp_local_sid_good_bytes_total{sid="fc00::1"} 1280',
    'vpp_local_sid_bad_packets_total{sid="fc00::1"} 2',
    'vpp_local_sid_bad_bytes_total{sid="fc00::2"} 0',
  ]) {
    t.match(text, `${line}\n`);
  }
  t.notMatch(prometheusText(new Map()), "local_sid");
});
