import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { History, historyPath, isSecret } from "../../../src/cli/prompt/history.ts";

t.test("two histories of one file lose no line of each other", async (t) => {
  const path = join(t.testdir(), "state", "history");
  const [one, other] = [new History(path), new History(path)];
  one.keep("show version");
  other.keep("show int");
  one.keep("sr_policy_add sids={\n}");
  t.same(new History(path).read(), ["show version", "show int", "sr_policy_add sids={", "}"]);
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.equal(statSync(join(path, "..")).mode & 0o777, 0o700);
});

for (const text of [" show version", "ikev2_x KEY=1", "x secret", "x passwd", "x psk=1", "a\ntoken"]) {
  t.test(`${JSON.stringify(text)} is not kept`, async (t) => {
    const history = new History(join(t.testdir(), "history"));
    history.keep(text);
    t.same(history.read(), []);
    t.ok(isSecret(text));
  });
}

t.test("a history that cannot be written or read is empty, and no error", async (t) => {
  for (const path of [undefined, "/dev/null/x"]) {
    const history = new History(path);
    history.keep("show version");
    t.same(history.read(), []);
  }
});

t.test("a large file is set aside, and still read", async (t) => {
  const path = join(t.testdir(), "history");
  writeFileSync(path, `${"x".repeat(1_000_001)}\nlast\n`);
  const history = new History(path);
  t.equal(history.read().at(-1), "last");
  history.keep("new");
  t.same(history.read().slice(-2), ["last", "new"]);
  t.equal(statSync(path).size, 4);
});

t.test("the file is in the folder for state, below the home unless the environment names another", async (t) => {
  t.equal(historyPath({ HOME: "/h" }), "/h/.local/state/tsvpp/history");
  t.equal(historyPath({ HOME: "/h", XDG_STATE_HOME: "/s" }), "/s/tsvpp/history");
  t.equal(historyPath({}), undefined);
});
