import t from "tap";
import { api, apiJson, catalogueFiles, isIn } from "./run-api.ts";

t.test("ls lists modules", async (t) => {
  const { stdout } = await api("ls", "--modules", "sr,ip_types");
  t.equal(
    stdout,
    `module    version  folder  messages  types
sr        2.1.0    core          32      3
ip_types  3.0.0    core           0     19
`,
  );
  const { values } = await apiJson("ls", "--input", "22.10");
  t.equal(values.length, catalogueFiles().filter((file) => isIn("22.10", file)).length);
});

t.test("ls lists the messages of a module", async (t) => {
  const { values } = await apiJson("ls", "sr_pt");
  t.same(values[0], {
    message: "sr_pt_iface_dump",
    crc: "51077d14",
    module: "sr_pt",
    service: { reply: "sr_pt_iface_details", stream: true },
    state: "released",
  });
  t.match((await api("ls", "srr")).stderr, "no such module: srr; did you mean sr?");
});
