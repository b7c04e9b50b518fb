import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where this worker keeps its files: `<data directory>/worker/<id>/`, readable by its user only. */
export class WorkerFiles {
  readonly root: string;
  readonly spool: string;
  readonly work: string;

  constructor(dataDir: string, workerId: string) {
    this.root = resolve(dataDir, 'worker', workerId);
    this.spool = join(this.root, 'spool');
    this.work = join(this.root, 'work');
  }

  async prepare(): Promise<void> {
    for (const directory of [this.spool, this.work]) await mkdir(directory, { recursive: true, mode: 0o700 });
  }

  /** Removes what attempts of a former life left in their working directories. */
  async clearWork(): Promise<void> {
    await rm(this.work, { recursive: true, force: true });
    await mkdir(this.work, { mode: 0o700 });
  }
}
