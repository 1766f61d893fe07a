/** Pieces of work that begin in the order in which they were given, each when the one before has ended or lets it begin. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /**
   * Begins a piece of work in its turn.
   *
   * @param work lets the next piece begin before its own end by a call of `next`.
   * @returns what the work returns.
   */
  take<T>(work: (next: () => void) => Promise<T>): Promise<T> {
    return new Promise((resolve) => {
      const begin = (next: () => void) => {
        const done = work(next);
        done.then(next, next);
        resolve(done);
      };
      this.#last = this.#last.then(() => new Promise(begin));
    });
  }
}
