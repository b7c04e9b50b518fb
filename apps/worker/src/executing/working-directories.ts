import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from '@orrery/runtime';
import { removeTree } from '../isolating/remove-tree.js';
import { keyOf, type AttemptId } from '../spool/spool-entry.js';

/** Attempts that end faster than their directories can be removed wait for that. */
const MOST_REMOVALS = 64;

/** A private directory for each attempt that needs one, removed when it is over: the report of its end does not wait for that. */
export class WorkingDirectories {
  private readonly inUse = new Map<string, Promise<void>>();
  private readonly removals = new Set<Promise<void>>();

  constructor(
    private readonly root: string,
    private readonly logger: Logger,
  ) {}

  async use<T>(attempt: AttemptId, work: (directory: string) => Promise<T>): Promise<T> {
    while (this.removals.size >= MOST_REMOVALS) await Promise.race(this.removals);
    const directory = await mkdtemp(join(this.root, `${keyOf(attempt)}-`));
    try {
      return await work(directory);
    } finally {
      const free = this.inUse.get(directory);
      this.inUse.delete(directory);
      if (free === undefined) this.remove(directory);
      else void free.then(() => this.remove(directory));
    }
  }

  /** Something may outlive the attempt and use its directory: it stays until `free`, too. */
  keepUntil(free: Promise<void>, directory: string): void {
    this.inUse.set(directory, free);
  }

  /** Resolves when no directory is left of attempts that are over by now; those that are kept do not count. */
  async settled(): Promise<void> {
    await Promise.all(this.removals);
  }

  private remove(directory: string): void {
    const removal = nextTurn()
      .then(() => removeTree(directory))
      .catch((error: unknown) => this.logger.warn({ err: error, directory }, 'working directory not removed'))
      .finally(() => this.removals.delete(removal));
    this.removals.add(removal);
  }
}
