const MAX_INSTANCES = 16 * 1024;

/** The numbers of the loopbacks: a new one gets the lowest that is free. @see VPP src/vnet/ethernet/interface.c */
export class LoopbackInstances {
  readonly #used = new Set<number>();
  #lowest = 0;

  /** Takes the wanted number, or any; undefined when that is not to be had. */
  take(wanted: number | undefined): number | undefined {
    const instance = wanted ?? this.#findLowest();
    if (instance >= MAX_INSTANCES || this.#used.has(instance)) return undefined;
    this.#used.add(instance);
    return instance;
  }

  free(instance: number): void {
    this.#used.delete(instance);
    this.#lowest = Math.min(this.#lowest, instance);
  }

  #findLowest(): number {
    while (this.#used.has(this.#lowest)) this.#lowest++;
    return this.#lowest;
  }
}
