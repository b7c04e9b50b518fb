import { setTimeout as sleep } from 'node:timers/promises';
import type { IsolationDetails, ResourceLimits, ResourceUse } from '@orrery/domain';
import type { Child, Command } from '../executing/launcher.js';
import { FoundProcesses, type Quarry } from '../killing/quarry.js';
import type { ProcessFinder, ProcessTrace } from '../killing/process-finder.js';
import { ProcessUsage } from '../sampling/process-usage.js';
import type { UsageSource } from '../sampling/usage-source.js';
import type { Cgroup } from './cgroups/cgroup.js';
import { CgroupProcesses } from './cgroup-processes.js';
import type { IsolationPlan } from './judge-isolation.js';

export interface CellParts {
  readonly plan: IsolationPlan;
  readonly uid: number | undefined;
  readonly cgroup: Cgroup | undefined;
  readonly launch: (command: Command) => Child;
  /** Gives back what it has of its own. @param isEmpty whether its cgroup was seen empty: somebody may run there yet. */
  readonly release: (isEmpty: boolean) => Promise<void>;
}

const removeTries = 50;
const removeEveryMs = 10;
const settleLimitMs = 500;
const settleEveryMs = 1;

/** What one attempt runs in. */
export class Cell {
  constructor(private readonly parts: CellParts) {}

  get details(): IsolationDetails {
    const { level, degraded } = this.parts.plan;
    return { level, degraded };
  }

  /** What the log of the attempt says of its isolation. */
  get remarks(): readonly string[] {
    const { level, raisedFrom, degraded } = this.parts.plan;
    const raised =
      raisedFrom === undefined
        ? []
        : [`level ${level}, the least of this worker; ${raisedFrom} was asked for`];
    return [...raised, ...degraded];
  }

  get limits(): ResourceLimits {
    return this.parts.plan.limits;
  }

  /** What is looked at to know that nothing is left. */
  get proof(): 'cgroup' | 'pid_namespace' | 'proc' {
    if (this.parts.cgroup !== undefined) return 'cgroup';
    return this.parts.plan.level === 'sandbox' ? 'pid_namespace' : 'proc';
  }

  /** Who owns what the attempt makes; undefined: the user of the worker. */
  get uid(): number | undefined {
    return this.parts.uid;
  }

  /** File that lists its processes, for who has to end them without the worker; undefined: there is none. */
  get listFile(): string | undefined {
    return this.parts.cgroup?.listFile;
  }

  /** @throws when a variable or argument cannot be passed on; other failures come as the child's `error`. */
  start(command: Command): Child {
    return this.parts.launch(command);
  }

  /** Its processes, the first of which is `child`. */
  processes(child: Child, finder: ProcessFinder, trace: ProcessTrace): Quarry {
    const { cgroup, plan, uid } = this.parts;
    const ofTrace = { ...trace, uid };
    const others = () => finder.ofAttempt(ofTrace);
    const spared = plan.level === 'sandbox' ? child.pid : undefined;
    if (cgroup === undefined) return new FoundProcesses(others, spared);
    // The first process joins the cgroup by itself, a moment after its start.
    const first = () => (child.exitCode === null && child.signalCode === null ? [child.pid!] : []);
    // With a user of its own no process can leave the cgroup; another one may, where the worker's user owns its cgroups.
    const beyond = async () => [...first(), ...(uid === undefined ? await others() : [])];
    return new CgroupProcesses(cgroup, { beyond, spared });
  }

  /** When the first process of a sandbox is gone, the kernel ends the rest: that takes a moment. */
  async settle(quarry: Quarry): Promise<void> {
    if (this.parts.plan.level !== 'sandbox') return;
    const endMs = performance.now() + settleLimitMs;
    while ((await quarry.find()).length > 0 && performance.now() < endMs) await sleep(settleEveryMs);
  }

  /** What its processes took together. */
  usage(): ResourceUse | undefined {
    return this.parts.cgroup?.usage();
  }

  /** What tells, again and again, what its processes take. */
  usageSource(trace: ProcessTrace): UsageSource {
    const { cgroup } = this.parts;
    return cgroup === undefined ? new ProcessUsage(trace) : { read: () => cgroup.reading() };
  }

  /** How many of its processes the kernel killed for want of memory. */
  outOfMemoryKills(): number {
    return this.parts.cgroup?.outOfMemoryKills() ?? 0;
  }

  /** To be called when nothing of it is left. */
  async close(): Promise<void> {
    const { cgroup, release } = this.parts;
    let isEmpty = cgroup?.remove() ?? true;
    for (let tries = 0; !isEmpty && tries < removeTries; tries += 1) {
      await sleep(removeEveryMs);
      isEmpty = cgroup!.remove();
    }
    await release(isEmpty);
  }
}
