import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Refuses a unit of work begun inside another one of the same database: it would not be part of the outer
 * transaction, and on the single connection of SQLite it would wait for itself for ever.
 */
export class NestingGuard {
  readonly #present = new AsyncLocalStorage<{ running: boolean }>();

  refuse(database: string): void {
    // What was merely started from finished work inherits its context, but is not inside it any more.
    if (!this.#present.getStore()?.running) return;
    throw new Error(
      `Work on database ${database} was begun inside other work on it: hand the session on instead.`,
    );
  }

  async within<T>(work: () => Promise<T>): Promise<T> {
    const mark = { running: true };
    try {
      return await this.#present.run(mark, work);
    } finally {
      mark.running = false;
    }
  }
}
