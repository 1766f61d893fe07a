import type { Test } from "tap";
import type { Batch, Ticket } from "../../src/client/index.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/index.ts";
import type { Input, Request } from "../../src/wire/index.ts";

/** A simulated VPP and a client of it, until the end of the test. */
export async function simulated(
  t: Test,
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; vpp: VppClient }> {
  const simulator = await startSimulator(options);
  t.teardown(() => simulator.close());
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  return { simulator, vpp };
}

/** A batch that only collects. */
export class Collected implements Batch {
  readonly all: { readonly name: string; readonly fields: object }[] = [];

  add<T, Reply>({ name }: Request<T, Reply>, fields: Input<T>): Ticket<Reply> {
    return (this.all.push({ name, fields: fields as object }) - 1) as Ticket<Reply>;
  }

  get names(): string[] {
    return this.all.map(({ name }) => name);
  }
}
