import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@orrery/runtime';
import { keyOf, type AttemptId } from '../spool/spool-entry.js';

/** A private directory for each attempt that needs one, removed when it is over. */
export class WorkingDirectories {
  constructor(
    private readonly root: string,
    private readonly logger: Logger,
  ) {}

  async use<T>(attempt: AttemptId, work: (directory: string) => Promise<T>): Promise<T> {
    const directory = await mkdtemp(join(this.root, `${keyOf(attempt)}-`));
    try {
      return await work(directory);
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 2 }).catch((error: unknown) =>
        this.logger.warn({ err: error, directory }, 'working directory not removed'),
      );
    }
  }
}
