import t from "tap";
import { TapMessages } from "../../../src/recording/tap/tap-messages.ts";
import { bytes, viewOf } from "../../helpers.ts";

const table = new Map([
  [17, "sockclnt_delete_8ac76db6"],
  [18, "sockclnt_delete_reply_8f38b1ee"],
  [19, "sock_init_shm_51646d92"],
  [20, "sock_init_shm_reply_e8d4e804"],
]);
const messages = new TapMessages({ clientIndex: 0x80000001, table });

t.test("the goodbye is the message that VPP's clients send", async (t) => {
  // Id 17, client index, context, index.
  t.same(messages.goodbye(), bytes("0011 80000001 00000001 80000001"));
  t.equal(new TapMessages({ clientIndex: 1, table: new Map() }).goodbye(), undefined);
});

t.test("only an answer of at least 0 confirms that a client has left", async (t) => {
  const confirms = (hex: string): boolean => {
    const message = bytes(hex);
    return messages.confirmsGoodbye(message.readUInt16BE(), viewOf(message), 0, message.length);
  };
  t.equal(confirms("0012 00000001 00000001"), true);
  t.equal(confirms("0012 00000001 ffffffff"), false);
  t.equal(confirms("0014 00000001 00000001"), false);
});

t.test("a message for which VPP would send a descriptor is answered with UNIMPLEMENTED", async (t) => {
  const refused = messages.refused(19)!;
  t.equal(refused.name, "sock_init_shm");
  t.same(messages.refusal(refused, viewOf(bytes("0013 80000001 00000063")), 0), bytes("0014 00000063 fffffff7"));
  t.equal(messages.refused(17), undefined);
});
