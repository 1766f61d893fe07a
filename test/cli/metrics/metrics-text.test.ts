import t from "tap";
import { metricText } from "../../../src/cli/metrics/metrics-text.ts";

// https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-example
t.test("a metric has its help and type once, and a line for each value", async (t) => {
  t.equal(
    metricText("http_requests_total", "counter", "The total number of HTTP requests.", [
      [1027n, { method: "post", code: "200" }],
      [3, { method: "post", code: "400" }],
    ]),
    `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027
http_requests_total{method="post",code="400"} 3
`,
  );
});

t.test("backslashes, line breaks and quotes are escaped as the format says", async (t) => {
  t.equal(
    metricText("m", "gauge", 'a"b\\c\nd', [[1, { path: "C:\\DIR\\FILE.TXT", error: 'Cannot find file:\n"FILE.TXT"' }]]),
    `# HELP m a"b\\\\c\\nd
# TYPE m gauge
m{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1
`,
  );
});
