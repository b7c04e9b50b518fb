import { chmod, mkdir, rename, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { newId, type Logger } from '@orrery/runtime';
import { isOpenToOthers } from '../executing/find-program.js';
import { removeTree } from '../isolating/remove-tree.js';

/** Directory of a worker, `<data directory>/worker/<id>`: no other one on this machine has the same. */
export function workerHome(dataDir: string, workerId: string): string {
  return resolve(dataDir, 'worker', workerId);
}

/** Where this worker keeps its files, readable by its user only; the working directories of attempts may stand elsewhere. */
export class WorkerFiles {
  readonly spool: string;
  readonly logs: string;
  readonly work: string;

  /** @param sharedWork where other users get to, for attempts that have user ids of their own. */
  constructor(
    readonly root: string,
    private readonly sharedWork?: string,
  ) {
    this.spool = join(this.root, 'spool');
    this.logs = join(this.root, 'logs');
    this.work = sharedWork ?? join(this.root, 'work');
  }

  /** @throws when users of attempts would not get to their working directories. */
  async prepare(): Promise<void> {
    for (const directory of [this.spool, this.logs]) await mkdir(directory, { recursive: true, mode: 0o700 });
    await this.prepareWork();
  }

  /** Removes what attempts of a former life left in their working directories; what cannot be removed is put aside. */
  async clearWork(logger: Pick<Logger, 'warn'>): Promise<void> {
    try {
      await removeTree(this.work);
    } catch (error) {
      const aside = `${this.work}-left-${newId()}`;
      logger.warn(
        { err: error, aside },
        'working directories of a former life not removed; they are put aside',
      );
      await rename(this.work, aside);
    }
    await this.prepareWork();
  }

  /** Takes an empty directory away that stands outside of the worker's own. */
  async leave(): Promise<void> {
    if (this.sharedWork !== undefined) await rmdir(this.sharedWork).catch(() => undefined);
  }

  private async prepareWork(): Promise<void> {
    if (this.sharedWork === undefined) {
      await mkdir(this.work, { recursive: true, mode: 0o700 });
      return;
    }
    const made = await mkdir(dirname(this.work), { recursive: true });
    if (made !== undefined) await chmod(dirname(this.work), 0o755);
    await mkdir(this.work, { recursive: true });
    // Its entries are known to their owners only.
    await chmod(this.work, 0o711);
    if (await isOpenToOthers(this.work)) return;
    throw new Error(`ORRERY_WORK_DIR must be where every user gets to (got ${dirname(this.work)})`);
  }
}
