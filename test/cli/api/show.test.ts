import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { temporaryFolder } from "../../helpers.ts";
import { api, apiJson, TOOLBOX } from "./run-api.ts";

t.test("show prints a message in VPP's language, with its CRC, service and releases", async (t) => {
  const { exitCode, stdout } = await api("show", "sr_policy_del");
  t.equal(exitCode, 0);
  t.equal(
    stdout,
    `// sr_policy_del_cb4d48d5, message of module sr, version 2.1.0
// VPP 22.10-26.06
define sr_policy_del
{
  u32 client_index;
  u32 context;
  vl_api_ip6_address_t bsid_addr;
  u32 sr_policy_index;
};
service {
  rpc sr_policy_del returns sr_policy_del_reply;
};
`,
  );
});

t.test("show tells other versions of a definition", async (t) => {
  const { stdout } = await api("show", "sr_behavior", "--input", "24.10");
  t.match(stdout, "// VPP 22.10-24.10\n// sr_behavior in VPP 25.02-26.06\nenum sr_behavior : u8\n");
  const { values } = await apiJson("show", "sr_behavior");
  t.match(values, [{ kind: "type", name: "sr_behavior", module: "sr_types", releases: ["25.02", "25.06"] }]);
  t.match(values[0], { others: [{ releases: ["22.10", "23.06", "23.10", "24.02", "24.06", "24.10"] }] });
});

t.test("show prints a module, which is read again as it is", async (t) => {
  const folder = temporaryFolder(t);
  const { stdout } = await api("show", "sr_pt");
  writeFileSync(join(folder, "sr_pt.api"), stdout);
  t.match(await api("diff", "26.06", folder), {
    exitCode: 0,
    stdout: "no difference (1 module compared)\n",
  });
});

t.test("show looks into a file, and what it imports", async (t) => {
  const { stdout } = await api("show", "toolbox_probe", "--input", TOOLBOX);
  t.match(stdout, /^\/\/ toolbox_probe_[0-9a-f]{8}, .*\n\/\/ in no release of the catalogue\n/);
  t.equal((await api("show", "saw", "--input", TOOLBOX)).exitCode, 0);
  t.match(await api("show", "sr_polcy_add"), {
    exitCode: 2,
    stderr: "tsvpp: no such message, type or module: sr_polcy_add; did you mean sr_policy_add",
  });
});
