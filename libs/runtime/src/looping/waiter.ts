/** A wait that can be cut short, or skipped when the news came before the wait began. */
export class Waiter {
  #early = false;
  #wakeSleepers = new Set<() => void>();

  /** Ends every wait in progress; with none in progress the next one returns at once. */
  wake(): void {
    if (this.#wakeSleepers.size === 0) this.#early = true;
    for (const wakeSleeper of this.#wakeSleepers) wakeSleeper();
  }

  /** Waits `ms` milliseconds at most; tells whether it was woken. */
  wait(ms: number): Promise<'woken' | 'elapsed'> {
    if (this.#early) {
      this.#early = false;
      return Promise.resolve('woken');
    }
    return new Promise((resolve) => {
      const end = (outcome: 'woken' | 'elapsed') => {
        clearTimeout(timer);
        this.#wakeSleepers.delete(wakeSleeper);
        resolve(outcome);
      };
      const wakeSleeper = () => end('woken');
      const timer = setTimeout(() => end('elapsed'), ms);
      this.#wakeSleepers.add(wakeSleeper);
    });
  }
}
