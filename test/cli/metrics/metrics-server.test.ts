import { createConnection } from "node:net";
import { text } from "node:stream/consumers";
import t from "tap";
import { MetricsServer, parseHostPort } from "../../../src/cli/metrics/metrics-server.ts";
import { startAgent } from "../overlay/scene.ts";

const HERE = { host: "127.0.0.1", port: 0 };

t.test("an agent serves its metrics, and nothing else", async (t) => {
  // The port has to be known before: one that was free a moment ago.
  const probe = await MetricsServer.listen("--metrics", HERE);
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
  await using metrics = await MetricsServer.listen("--metrics", HERE);
  const get = () => fetch(`http://127.0.0.1:${metrics.port}/metrics`);
  t.equal((await get()).status, 503);
  metrics.serve(() => Promise.reject(new Error("no")));
  t.same([(await get()).status, await (await get()).text()], [500, "no\n"]);
});

t.test("reads for one request at a time, and gives others meanwhile the same text", async (t) => {
  await using metrics = await MetricsServer.listen("--metrics", HERE);
  let calls = 0;
  metrics.serve(async () => {
    calls++;
    return "# text\n";
  });
  // Both requests come in one piece.
  const socket = createConnection(metrics.port, HERE.host);
  socket.end("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  t.same((await text(socket)).match(/# text/g), ["# text", "# text"]);
  t.equal(calls, 1);
  await (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text();
  t.equal(calls, 2);
});

t.test("refuses a port that is taken", async (t) => {
  await using metrics = await MetricsServer.listen("--metrics", HERE);
  await t.rejects(MetricsServer.listen("--metrics", { ...HERE, port: metrics.port }), {
    name: "UsageError",
    message: /^--metrics: cannot listen on 127\.0\.0\.1, port \d+: address already in use$/,
  });
});

t.test("reads host and port", async (t) => {
  t.same(parseHostPort("--metrics", "127.0.0.1:9483"), { host: "127.0.0.1", port: 9483 });
  t.same(parseHostPort("--metrics", "[::1]:0"), { host: "::1", port: 0 });
  t.same(parseHostPort("--metrics", "localhost:65535"), { host: "localhost", port: 65535 });
});

for (const each of ["", "9483", ":9483", "localhost:", "localhost:65536", "::1:9483", "[]:1", "localhost:x"]) {
  t.test(`refuses ${JSON.stringify(each)}`, async (t) => {
    t.throws(() => parseHostPort("--metrics", each), { name: "UsageError" });
  });
}
