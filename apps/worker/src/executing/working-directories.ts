import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@orrery/runtime';
import { removeTree } from '../isolating/remove-tree.js';
import { keyOf, type AttemptId } from '../spool/spool-entry.js';

/** A private directory for each attempt that needs one, removed when it is over. */
export class WorkingDirectories {
  private readonly inUse = new Map<string, Promise<void>>();

  constructor(
    private readonly root: string,
    private readonly logger: Logger,
  ) {}

  async use<T>(attempt: AttemptId, work: (directory: string) => Promise<T>): Promise<T> {
    const directory = await mkdtemp(join(this.root, `${keyOf(attempt)}-`));
    try {
      return await work(directory);
    } finally {
      const free = this.inUse.get(directory);
      this.inUse.delete(directory);
      if (free === undefined) await this.remove(directory);
      else void free.then(() => this.remove(directory));
    }
  }

  /** Something may outlive the attempt and use its directory: it stays until `free`, too. */
  keepUntil(free: Promise<void>, directory: string): void {
    this.inUse.set(directory, free);
  }

  private async remove(directory: string): Promise<void> {
    await removeTree(directory).catch((error: unknown) =>
      this.logger.warn({ err: error, directory }, 'working directory not removed'),
    );
  }
}
