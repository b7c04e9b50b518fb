import { readFile, writeFile } from 'node:fs/promises';
import type { Logger } from '@orrery/runtime';
import { endProcesses } from '../killing/end-processes.js';
import { Quarry } from '../killing/quarry.js';
import { childrenOf, killEach, pidsBelow, removeBelow, tryControl } from './cgroups/cgroup-files.js';
import type { TaskUids } from './uids/task-uids.js';

/** What former lives of a worker left: processes in their cgroups, the cgroups, and files of user ids nobody has any more. */
export class Remains {
  /**
   * @param memory file with the directories in which lives of this worker had their cgroups: each may have been started elsewhere.
   * @param roots those of this life.
   */
  constructor(
    private readonly memory: string,
    private readonly roots: readonly string[],
    private readonly uids: TaskUids | undefined,
    private readonly logger: Logger,
  ) {}

  /** Nothing runs in a cgroup of a former life any more when it resolves. */
  async clear(): Promise<void> {
    const former = await this.remembered();
    const all = [...new Set([...former, ...this.roots])];
    const { ended, left } = await endProcesses(new LeftProcesses(all), 0);
    if (ended > 0) this.logger.warn({ ended, left }, `killed ${ended} processes in cgroups of a former life`);
    for (const root of all) for (const cgroup of childrenOf(root)) removeBelow(cgroup);
    for (const root of former) if (!this.roots.includes(root)) removeBelow(root);
    await writeFile(this.memory, this.roots.join('\n'), { mode: 0o600 });
    // An id whose files stay is not free; who needs it next tries again.
    for (const { uid, error } of (await this.uids?.clearDead()) ?? [])
      this.logger.warn({ err: error, uid }, 'what a user id of a dead worker left was not removed');
  }

  /** Takes the empty cgroups of this life away. */
  leave(): void {
    for (const root of this.roots) removeBelow(root);
  }

  private async remembered(): Promise<string[]> {
    const text = await readFile(this.memory, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }
}

/** Processes in the cgroups of attempts, which stand right below the directories of a worker. */
class LeftProcesses extends Quarry {
  constructor(private readonly roots: readonly string[]) {
    super();
  }

  async find(): Promise<readonly number[]> {
    return [...new Set(this.cgroups().flatMap(pidsBelow))];
  }

  /** All of a cgroup at once, so that none makes another one meanwhile. */
  override kill(pids: readonly number[]): void {
    const cgroups = this.cgroups();
    for (const cgroup of cgroups) tryControl(cgroup, 'freezer.state', 'FROZEN');
    for (const cgroup of cgroups) tryControl(cgroup, 'cgroup.kill', '1');
    killEach([...pids, ...cgroups.flatMap(pidsBelow)]);
    for (const cgroup of cgroups) tryControl(cgroup, 'freezer.state', 'THAWED');
  }

  private cgroups(): string[] {
    return this.roots.flatMap(childrenOf);
  }
}
