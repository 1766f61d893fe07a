import t from "tap";
import { parseConfig } from "../../src/injector/config.ts";
import { plain } from "./policies.ts";

const LEAST = `as: 64512
routerId: 10.0.0.9
address: "fd00:0:34::2"
peers: []
stateFile: pi.json
`;

t.test("what is left out has defaults", async (t) => {
  const config = parseConfig(LEAST, "pi.yaml");
  t.match(plain(config), { as: 64512, routerId: "10.0.0.9", address: "fd00:0:34::2", peers: [], listen: undefined });
  t.equal(config.socket, "/run/tsvpp/srv6-pi.sock");
});

t.test("all of it is read", async (t) => {
  const peers =
    'peers: [{ address: "fd11:0::1000", port: 1790, as: 64513, routerId: 10.0.0.11 }, { address: 10.0.0.1 }]';
  const more = 'socket: /tmp/pi.sock\nlisten: { address: "::", port: 0 }\n';
  t.match(plain(parseConfig(`${LEAST.replace("peers: []", peers)}${more}`, "pi.yaml")), {
    socket: "/tmp/pi.sock",
    listen: { address: "::", port: 0 },
    peers: [{ address: "fd11::1000", port: 1790, as: 64513, routerId: "10.0.0.11" }, { address: "10.0.0.1" }],
  });
});

t.test("all faults are reported, each with its line", async (t) => {
  const text = 'as: 0\nrouterId: 0.0.0.0\naddress: 10.0.0.1\npeers:\n  - { address: x, prt: 1 }\nstatefile: ""\n';
  t.throws(() => parseConfig(text, "pi.yaml"), { code: "VPP_DOCUMENT" });
  const lines = messageOf(text).split("\n");
  t.same(
    lines.map((line) => line.split(":").slice(1, 3).join(":")),
    ["1: as", "1: stateFile", "2: routerId", "3: address", "5: peers[0].address", "5: peers[0].prt", "6: statefile"],
  );
});

t.test("a peer is named once", async (t) => {
  const peers = 'peers:\n  - { address: "fd11::1" }\n  - { address: "fd11:0::1" }';
  t.equal(
    messageOf(LEAST.replace("peers: []", peers)),
    "pi.yaml:6: peers[1].address: duplicate of peers[0].address fd11::1",
  );
});

function messageOf(text: string): string {
  try {
    parseConfig(text, "pi.yaml");
    return "";
  } catch (reason) {
    return (reason as Error).message;
  }
}
