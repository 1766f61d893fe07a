import t from "tap";
import { listReleases, loadCatalogue } from "../../src/schema/catalogue/catalogue.ts";
import { withCompatibleItems } from "../../src/schema/compatible-items.ts";
import { checkCrcs } from "../../src/schema/model/crc.ts";

/** How many items of VPP 26.06 are marked `backwards_compatible`: its `.api` files tell. */
const COMPATIBLE: Readonly<Record<string, number>> = {
  af_packet_flags: 1,
  af_xdp_flag: 1,
  ipsec_crypto_alg: 4,
  ipsec_sad_flags: 1,
  sr_behavior: 3,
  tap_flags: 3,
  tunnel_encap_decap_flags: 3,
  virtio_flags: 2,
};

t.test("the CRCs tell which items VPP has added compatibly", async (t) => {
  const { modules } = withCompatibleItems(loadCatalogue("26.06"));
  const types = [...modules.values()].flatMap((module) => module.types);
  const found = types.flatMap((type) => ("compatibleItems" in type ? [[type.name, type.compatibleItems]] : []));
  t.same(Object.fromEntries(found), COMPATIBLE);
});

t.test("with these every CRC of every release is that of its definition", async (t) => {
  for (const release of listReleases()) t.same(checkCrcs(withCompatibleItems(loadCatalogue(release))), [], release);
});
