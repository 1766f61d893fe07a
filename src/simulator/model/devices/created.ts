/** VPP's answer to a request for an interface. */
export interface Created {
  readonly retval: number;
  readonly swIfIndex: number;
}
