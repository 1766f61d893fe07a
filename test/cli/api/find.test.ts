import t from "tap";
import { api, apiJson, TOOLBOX } from "./run-api.ts";

t.test("finds messages and types by a part of their names, and by fields and items", async (t) => {
  const { exitCode, values } = await apiJson("find", "SPRAY", "--modules", "sr,sr_types");
  t.equal(exitCode, 0);
  // From VPP's src/vnet/srv6/sr.api and sr_types.api.
  t.match(values[0], { name: "sr_policy_add", kind: "message", module: "sr", parts: ["is_spray"] });
  t.ok(values.some(({ name, kind }) => name === "sr_policy_type" && kind === "type"));
});

t.test("prints a table, whatever the case of the text", async (t) => {
  const { stdout } = await api("find", "Steering_Pol_Dump", "--modules", "sr");
  t.match(stdout, /^name +kind +module +fields or items\nsr_steering_pol_dump +message +sr\n$/);
});

t.test("says so and exits with 1 when there is nothing", async (t) => {
  t.same(await api("find", "no such thing"), { exitCode: 1, stdout: "nothing found\n", stderr: "" });
  t.same(await apiJson("find", "no such thing"), { exitCode: 1, values: [] });
});

t.test("searches the definitions of a plugin beside those of the release", async (t) => {
  const { values } = await apiJson("find", "_ring", "--api", TOOLBOX);
  t.ok(values.some(({ name, module }) => name === "toolbox_ring" && module === "toolbox"));
  t.ok(values.some(({ module }) => module !== "toolbox"));
});
