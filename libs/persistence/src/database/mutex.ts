/** Lets one caller in at a time, in the order of asking. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Resolves, when it is the caller's turn, with the function that lets the next one in. */
  async acquire(): Promise<() => void> {
    let release!: () => void;
    const before = this.#last;
    this.#last = new Promise((resolve) => (release = resolve));
    await before;
    return release;
  }
}
