/** A reply that older releases of VPP send under the message id of another one with the same fields. */
interface WrongReply {
  readonly reply: string;
  /** The first release that answers as it should. */
  readonly mendedIn: string;
}

/** By request. @see VPP src/vnet/srv6/sr_api.c vl_api_sr_policy_add_v2_t_handler, vl_api_sr_policy_mod_v2_t_handler */
const WRONG_REPLIES: ReadonlyMap<string, WrongReply> = new Map([
  ["sr_policy_add_v2", { reply: "sr_policy_add_reply", mendedIn: "24.06" }],
  ["sr_policy_mod_v2", { reply: "sr_policy_mod_reply", mendedIn: "25.06" }],
]);

/** The name of the message that a release answers a request with, where that is not the one it should be. */
export function wrongReply(request: string, release: string): string | undefined {
  const wrong = WRONG_REPLIES.get(request);
  return wrong !== undefined && release < wrong.mendedIn ? wrong.reply : undefined;
}
