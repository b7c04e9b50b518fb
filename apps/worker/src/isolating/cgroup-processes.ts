import { FoundProcesses } from '../killing/quarry.js';
import type { Cgroup } from './cgroups/cgroup.js';

export interface CgroupProcessesOptions {
  /** Looks for processes that may be outside of the cgroup. */
  readonly beyond?: () => Promise<readonly number[]>;
  /** Not asked to end: it is the sandbox itself. */
  readonly spared?: number;
}

/** The processes of a cgroup: none of them can hide, and all can be killed at once. */
export class CgroupProcesses extends FoundProcesses {
  constructor(
    private readonly cgroup: Pick<Cgroup, 'pids' | 'kill'>,
    { beyond, spared }: CgroupProcessesOptions = {},
  ) {
    const find = async () => [...new Set([...((await beyond?.()) ?? []), ...cgroup.pids()])];
    super(find, spared);
  }

  override kill(pids: readonly number[]): void {
    this.cgroup.kill();
    super.kill(pids);
  }
}
