import t from "tap";
import { prometheusText } from "../../../src/cli/stats/prometheus.ts";
import type { StatsEntry } from "../../../src/stats/index.ts";

function simple(...sums: bigint[]): StatsEntry {
  return { kind: "simple", threads: [], sum: () => BigUint64Array.from(sums) };
}

function combined(packets: bigint[], bytes: bigint[]): StatsEntry {
  const sums = { packets: BigUint64Array.from(packets), bytes: BigUint64Array.from(bytes) };
  return { kind: "combined", threads: [], sum: () => sums };
}

const NAMES: StatsEntry = { kind: "names", names: ["local0", 'a"b', "deleted", undefined] };
const NO_MORE = `# HELP vpp_left_out_series Series beyond 10000, which are left out.
# TYPE vpp_left_out_series gauge
vpp_left_out_series 0
`;

function textOf(...entries: [name: string, entry: StatsEntry][]): string {
  return prometheusText(new Map(entries));
}

t.test("counters of interfaces have their names, and not those of deleted ones", async (t) => {
  const text = textOf(["/if/names", NAMES], ["/if/rx", combined([1n, 2n, 3n, 4n], [64n, 2n ** 64n - 1n, 0n, 0n])]);
  t.equal(
    text,
    `# HELP vpp_interface_rx_packets_total /if/rx of an interface: packets of all threads.
# TYPE vpp_interface_rx_packets_total counter
vpp_interface_rx_packets_total{interface="local0"} 1
vpp_interface_rx_packets_total{interface="a\\"b"} 2
# HELP vpp_interface_rx_bytes_total /if/rx of an interface: bytes of all threads.
# TYPE vpp_interface_rx_bytes_total counter
vpp_interface_rx_bytes_total{interface="local0"} 64
vpp_interface_rx_bytes_total{interface="a\\"b"} 18446744073709551615
${NO_MORE}`,
  );
});

t.test("errors that have happened are series of one metric", async (t) => {
  const text = textOf(
    ["/err/sr-localsid/(SR-Error) No SR header", simple(3n)],
    ["/err/ip4-input/drop", simple(0n)],
    ["/err/a/b/c", simple(4n)],
  );
  t.match(text, 'vpp_node_errors_total{node="sr-localsid",error="(SR-Error) No SR header"} 3\n');
  t.match(text, 'vpp_node_errors_total{node="a",error="b/c"} 4\n');
  t.notMatch(text, "drop");
  t.equal(text.match(/# TYPE vpp_node_errors_total/g)?.length, 1);
});

t.test("nodes, buffers and other numbers have metrics with valid names", async (t) => {
  const text = textOf(
    ["/nodes/sr-localsid/vectors", simple(7n)],
    ["/buffer-pools/default-numa-0/available", { kind: "gauge", value: 16800n }],
    ["/sys/vector_rate", { kind: "gauge", value: 5n }],
    ["/net/route/to", combined([1n, 2n], [3n, 4n])],
    ["/mem/main heap/used", simple(8n)],
  );
  for (const line of [
    'vpp_node_vectors_total{node="sr-localsid"} 7',
    'vpp_buffers_available{pool="default-numa-0"} 16800',
    "vpp_sys_vector_rate 5",
    'vpp_net_route_to_packets_total{index="1"} 2',
    'vpp_mem_main_heap_used_total{index="0"} 8',
  ]) {
    t.match(text, `${line}\n`);
  }
  for (const [, name] of text.matchAll(/^# TYPE (\S+)/gm)) t.match(name, /^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
});

t.test("symlinks of interfaces are not counted twice", async (t) => {
  t.equal(textOf(["/interfaces/local0/rx", combined([1n], [2n])]), NO_MORE);
});

t.test("there are at most 10 000 series, and the number of the others", async (t) => {
  const text = textOf(["/x/y", simple(...new Array<bigint>(12_000).fill(1n))]);
  t.equal(text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length, 10_000);
  t.match(text, /\nvpp_left_out_series 2001\n$/);
});
