/** The counts of a client since it was made, over all its connections. Numbers only grow. */
export interface Counters {
  /** Requests sent, those included that the client sends by itself: `control_ping`, `sockclnt_delete`. */
  sent: number;
  /** Messages of VPP, of any kind. */
  received: number;
  /** Events that a stream reads. */
  events: number;
  /** Answers that came after their call had ended. */
  late: number;
  /** Messages that belong to no call of this connection: events that no stream reads, answers to other clients. */
  unknown: number;
  /** Calls that ended with `VPP_TIMEOUT`. */
  timeouts: number;
  /** Connections that VPP ended, or that broke. */
  losses: number;
}

export function newCounters(): Counters {
  return { sent: 0, received: 0, events: 0, late: 0, unknown: 0, timeouts: 0, losses: 0 };
}
