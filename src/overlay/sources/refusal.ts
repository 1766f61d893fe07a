/** A route that is not used. */
export interface Refusal {
  /** The address of the peer; `this node` where the route is one of this node, which is not announced. */
  readonly peer: string;
  /** The route in words. */
  readonly route: string;
  readonly reason: string;
}
