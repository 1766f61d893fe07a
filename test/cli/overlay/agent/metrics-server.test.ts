import t from "tap";
import { MetricsServer, parseHostPort } from "../../../../src/cli/overlay/agent/metrics-server.ts";
import { startAgent } from "../scene.ts";

const HERE = { host: "127.0.0.1", port: 0 };

t.test("an agent serves its metrics, and nothing else", async (t) => {
  // The port has to be known before: one that was free a moment ago.
  const probe = await MetricsServer.listen(HERE);
  const { port } = probe;
  await probe[Symbol.asyncDispose]();
  await startAgent(t, { argv: ["--metrics", `127.0.0.1:${port}`] });
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  const response = await get("/metrics");
  t.equal(response.status, 200);
  t.match(response.headers.get("content-type"), "text/plain; version=0.0.4");
  t.match(await response.text(), /^# HELP tsvpp_overlay_info /);
  t.equal((await get("/")).status, 404);
  t.equal((await get("/metrics/x")).status, 404);
  t.equal((await get("/metrics", { method: "POST", body: "x" })).status, 404);
  t.equal((await get("/metrics?x=1")).status, 200);
});

t.test("answers 503 until the agent has started, and 500 when the state cannot be read", async (t) => {
  await using metrics = await MetricsServer.listen(HERE);
  const get = () => fetch(`http://127.0.0.1:${metrics.port}/metrics`);
  t.equal((await get()).status, 503);
  metrics.serve({
    readStatus: () => Promise.reject(new Error("no")),
  });
  t.same([(await get()).status, await (await get()).text()], [500, "no\n"]);
});

t.test("refuses a port that is taken", async (t) => {
  await using metrics = await MetricsServer.listen(HERE);
  await t.rejects(MetricsServer.listen({ ...HERE, port: metrics.port }), {
    name: "UsageError",
    message: /^--metrics: cannot listen on 127\.0\.0\.1, port \d+: address already in use$/,
  });
});

t.test("reads host and port", async (t) => {
  t.same(parseHostPort("127.0.0.1:9483"), { host: "127.0.0.1", port: 9483 });
  t.same(parseHostPort("[::1]:0"), { host: "::1", port: 0 });
  t.same(parseHostPort("localhost:65535"), { host: "localhost", port: 65535 });
});

for (const text of ["", "9483", ":9483", "localhost:", "localhost:65536", "::1:9483", "[]:1", "localhost:x"]) {
  t.test(`refuses ${JSON.stringify(text)}`, async (t) => {
    t.throws(() => parseHostPort(text), { name: "UsageError" });
  });
}
