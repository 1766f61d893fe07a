/**
 * The catalogue that comes with the package: VPP's CRCs fix names, types and order of all fields, so a catalogue whose
 * definitions give the CRCs that VPP computed has lost nothing of them.
 */
import { crc32 } from "node:zlib";
import t from "tap";
import {
  CATALOGUE_FOLDER,
  findMessage,
  listModules,
  listReleases,
  listTypeNames,
  loadCatalogue,
} from "../../../src/schema/catalogue/catalogue.ts";
import { type ApiModule, type ApiSchema, type FieldDefinition, isBaseType } from "../../../src/schema/model/model.ts";

/**
 * Items that VPP marks `[backwards_compatible]` and leaves out of CRCs; `.api.json` does not tell which.
 *
 * @see VPP 26.06 src/vnet/srv6/sr_types.api, tunnel/tunnel_types.api, ipsec/ipsec_types.api, devices/virtio/virtio.api,
 * src/plugins/af_packet/af_packet.api, af_xdp/af_xdp.api, tap/tapv2.api
 */
const BACKWARDS_COMPATIBLE: ReadonlySet<string> = new Set([
  "SR_BEHAVIOR_API_END_UN_PERF",
  "SR_BEHAVIOR_API_END_UN",
  "SR_BEHAVIOR_API_UA",
  "TUNNEL_API_ENCAP_DECAP_FLAG_ENCAP_INNER_HASH",
  "TUNNEL_API_ENCAP_DECAP_FLAG_ENCAP_COPY_HOP_LIMIT",
  "TUNNEL_API_ENCAP_DECAP_FLAG_ENCAP_COPY_FLOW_LABEL",
  "IPSEC_API_CRYPTO_ALG_CHACHA20_POLY1305",
  "IPSEC_API_CRYPTO_ALG_AES_NULL_GMAC_128",
  "IPSEC_API_CRYPTO_ALG_AES_NULL_GMAC_192",
  "IPSEC_API_CRYPTO_ALG_AES_NULL_GMAC_256",
  "IPSEC_API_SAD_FLAG_ASYNC",
  "VIRTIO_API_FLAG_BUFFERING",
  "VIRTIO_API_FLAG_RSS",
  "AF_PACKET_API_FLAG_VERSION_2",
  "AF_XDP_API_FLAGS_MAC_REUSE",
  "TAP_API_FLAG_PACKED",
  "TAP_API_FLAG_IN_ORDER",
  "TAP_API_FLAG_CONSISTENT_QP",
]);

/** What `.api.json` files of the release hold. */
const newest = { release: "26.06", modules: 150, messages: 2093 };

t.test("the newest release is there as a whole", async (t) => {
  const { release, modules } = loadCatalogue();
  const messages = [...modules.values()].flatMap((module) => module.messages);
  t.same({ release, modules: modules.size, messages: messages.length }, newest);
});

for (const release of listReleases()) {
  t.test(`the definitions of ${release} give the CRCs that VPP computed`, async (t) => {
    const schema = loadCatalogue(release);
    const wrong = [...schema.modules.values()].flatMap((module) =>
      module.messages.filter(({ crc, fields }) => crc !== crcOf(fields, module, schema)).map(({ name }) => name),
    );
    t.same(wrong, []);
  });
}

t.test("a release that the catalogue does not have is told with those that it has", async (t) => {
  t.throws(() => loadCatalogue("19.08"), { code: "VPP_SCHEMA", message: /^no release 19\.08: .*, 26\.06$/ });
});

t.test("a message is found by name and CRC, in the newest release that has it", async (t) => {
  const found = findMessage("sr_localsid_add_del_v2", "8da7805a");
  t.equal(found?.schema.release, "26.06");
  t.equal(found?.module.name, "sr");
  t.equal(findMessage("sr_localsid_add_del_v2", "00000000"), undefined);
});

t.test("a module has the names of its own types, in whatever release", async (t) => {
  const own = ["fib_mpls_label", "fib_path", "fib_path_flags", "fib_path_nh", "fib_path_nh_proto", "fib_path_type"];
  t.same([...listTypeNames("fib_types")].sort(), own);
  t.same([...listTypeNames("no_such_module")], []);
});

t.test("the modules of a catalogue are its files, sorted; a folder that is not there has none", async (t) => {
  const modules = listModules(CATALOGUE_FOLDER);
  t.ok(modules.includes("sr") && modules.includes("vpe"));
  t.notOk(modules.includes("releases"));
  t.same(listModules("/nowhere"), []);
});

/** @see VPP src/tools/vppapigen/vppapigen.py foldup_crcs, which hashes Python's text of lists. */
function crcOf(fields: readonly FieldDefinition[], module: ApiModule, schema: ApiSchema): string {
  const crc = foldTypes(fields, module, schema, crc32(pythonText(fields.map(formOf))));
  return crc.toString(16).padStart(8, "0");
}

function foldTypes(fields: readonly FieldDefinition[], module: ApiModule, schema: ApiSchema, before: number): number {
  let crc = before;
  for (const { type } of fields) {
    const owner = schema.ownerOf(type, module);
    const definition = owner?.types.find(({ name }) => name === type);
    if (owner === undefined || definition === undefined) continue;
    if (definition.kind === "alias") crc = crc32("[]", crc);
    else if ("items" in definition) {
      crc = crc32(pythonText(definition.items.filter(([name]) => !BACKWARDS_COMPATIBLE.has(name))), crc);
    } else {
      crc = foldTypes(definition.fields, owner, schema, crc32(pythonText(definition.fields.map(formOf)), crc));
    }
  }
  return crc;
}

function formOf({ name, type, array }: FieldDefinition): unknown[] {
  const start = [isBaseType(type) ? type : `vl_api_${type}_t`, name];
  if (array === undefined) return start;
  return [...start, array.kind === "fixed" ? array.length : 0, array.kind === "counted" ? array.by : null];
}

function pythonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonText).join(", ")}]`;
  if (value === null) return "None";
  return typeof value === "string" ? `'${value}'` : String(value);
}
