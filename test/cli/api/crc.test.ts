import t from "tap";
import { readText } from "../../helpers.ts";
import { api, apiJson, crcsIn, TOOLBOX } from "./run-api.ts";

t.test("crc prints each message as VPP's message table has it", async (t) => {
  const { stdout } = await api("crc", "--input", TOOLBOX);
  const original = crcsIn(JSON.parse(readText("golden/toolbox.api.json")));
  t.same(stdout.split("\n").slice(0, -1), original);
  const { values } = await apiJson("crc", "--modules", "sr");
  t.match(values[0], { module: "sr", name: "sr_localsid_add_del", crc: "5a36c324" });
});
