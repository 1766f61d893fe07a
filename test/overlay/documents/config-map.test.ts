import t from "tap";
import { faultsOf, listingWith, parse } from "./scene.ts";

/** A ConfigMap as `kubectl get configmap NAME -o yaml` prints it, with a text for each key. */
function configMap(data: Readonly<Record<string, string>>): string {
  const entries = Object.entries(data).map(([key, text]) => `  ${key}: |\n${text.replace(/^/gm, "    ")}\n`);
  return `apiVersion: v1
data:
${entries.join("")}kind: ConfigMap
metadata:
  creationTimestamp: "2024-05-04T10:00:00Z"
  name: srv6-te-master
  namespace: calico-vpp-dataplane
  resourceVersion: "1234"
  uid: 9a4c6d3e-0000-4000-8000-000000000000
`;
}

const OTHER = "node: node1\npolicies: []";

t.test("of a ConfigMap with a key for each node, the one of this node is read", async (t) => {
  const { policies } = await parse(configMap({ node1: OTHER, master: listingWith(), node2: "[" }));
  t.equal(String(policies[0]?.bsid), "cafe::1c3");
});

t.test("the only key of a ConfigMap may have any name", async (t) => {
  t.equal((await parse(configMap({ "te.yaml": listingWith() }))).policies.length, 1);
});

t.test("JSON is read too", async (t) => {
  const text = JSON.stringify({ kind: "ConfigMap", apiVersion: "v1", data: { master: listingWith() } });
  t.equal((await parse(text)).policies.length, 1);
});

t.test("faults have the lines of the text under the key, and name the key", async (t) => {
  t.same(await faultsOf(configMap({ node1: OTHER, master: listingWith({ 7: "    bsid: cafe::400" }) })), [
    "te.yaml (text of data.master):7: policies[0].bsid: cafe::400 is outside of cafe::/118, the BSIDs",
  ]);
  t.same(await faultsOf(configMap({ "te.yaml": OTHER })), [
    'te.yaml (text of data["te.yaml"]):1: node: the document is for node node1, and this is node master',
  ]);
  t.match(await faultsOf(configMap({ master: "node: [" })), [/^te\.yaml \(text of data\.master\):\d:\d+: not YAML/]);
});

const refused: readonly (readonly [title: string, text: string, fault: string])[] = [
  [
    "several keys of other nodes",
    configMap({ node1: OTHER, node2: OTHER }),
    "te.yaml:2: data: several keys, and none is master, this node",
  ],
  ["no keys", "kind: ConfigMap\ndata: {}", "te.yaml:2: data: no keys, and none is master, this node"],
  ["no data", "kind: ConfigMap", "te.yaml:1: data: no keys, and none is master, this node"],
  ["data of another form", "kind: ConfigMap\ndata: [a]", "te.yaml:2: data: no keys, and none is master, this node"],
  [
    "a value that is no text",
    "kind: ConfigMap\ndata:\n  master: { node: master }",
    "te.yaml:3: data.master: expected the text of a document",
  ],
  [
    "a list of ConfigMaps",
    "kind: List\nitems: []",
    "te.yaml:1: kind: expected ConfigMap: print one by kubectl get configmap NAME -o yaml",
  ],
];

for (const [title, text, fault] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    t.same(await faultsOf(text), [fault]);
  });
}
