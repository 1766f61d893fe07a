import { join } from "node:path";
import t from "tap";
import { askStatus, withAgent } from "../../../src/cli/overlay/ask-agent.ts";
import { listenForRequests } from "../../../src/control/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { invocation } from "../tsvpp.ts";

const answers: readonly (readonly [what: string, answer: object])[] = [
  ["an agent of another version", { agent: "tsvpp overlay", format: 2, pid: 1, status: {} }],
  ["another program", { policies: [] }],
];

for (const [what, answer] of answers) {
  t.test(`does not understand ${what}`, async (t) => {
    const server = join(temporaryFolder(t), "a.sock");
    using _ = await listenForRequests(server, () => answer, 100);
    await t.rejects(withAgent(invocation({ values: { server } }), askStatus), {
      code: "VPP_CONNECT",
      message: /no overlay agent of this version of tsvpp/,
    });
  });
}

t.test("an agent that has not started has no state yet", async (t) => {
  const server = join(temporaryFolder(t), "a.sock");
  using _ = await listenForRequests(server, () => ({ agent: "tsvpp overlay", format: 1, pid: 7 }), 100);
  t.same(await withAgent(invocation({ values: { server } }), askStatus), { pid: 7, status: undefined });
});
