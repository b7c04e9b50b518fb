import { setTimeout as sleep } from 'node:timers/promises';
import type { OrreryApi } from '../../installation/orrery-api.js';
import type { LedgerReader } from '../ledger/ledger-reader.js';
import type { Installed } from '../load/drill-load.js';
import type { TaskPlan } from '../load/task-plans.js';
import { kindsWithChildren } from './children.js';
import { hasChildren, type KindName } from './kind-names.js';

const WITHIN_MS = 60_000;
const EVERY_MS = 200;
const OPEN = `SELECT task_id AS taskId, state, worker_id AS workerId FROM run
  WHERE state IN ('pending', 'dispatched', 'running')`;

interface OpenRun {
  readonly taskId: string;
  readonly state: string;
  readonly workerId: string | null;
}

/** Sees to it that a worker has a task of every kind running. */
export class LadenWorkers {
  constructor(
    private readonly api: OrreryApi,
    private readonly reader: LedgerReader,
    private readonly tasks: readonly Installed<TaskPlan>[],
    private readonly mark: string,
  ) {}

  /**
   * Resolves when all kinds run there, and the programs among them have their children; or, after a minute in vain, with
   * those that do.
   */
  async untilLaden(worker: string): Promise<readonly KindName[]> {
    const own = this.tasks.filter(({ plan }) => plan.boundTo === worker);
    for (const endsAt = Date.now() + WITHIN_MS; ; await sleep(EVERY_MS)) {
      const up = await this.look(own, worker).catch((): KindName[] => []); // the database or the gateway is away
      if (up.length === own.length || Date.now() >= endsAt) return up;
    }
  }

  /** What runs there; of what does not, and is not on its way, a run is asked for. */
  private async look(own: readonly Installed<TaskPlan>[], worker: string): Promise<KindName[]> {
    const open = await this.reader.read<OpenRun>(OPEN);
    const withChildren = kindsWithChildren(this.mark, worker);
    const isOpen = new Set(open.map(({ taskId }) => taskId));
    const runs = new Set(
      open.filter((run) => run.state === 'running' && run.workerId === worker).map(({ taskId }) => taskId),
    );
    const missing = own.filter(({ id }) => !isOpen.has(id));
    await Promise.all(missing.map(({ id }) => this.api.trigger(id)));
    return own.flatMap(({ id, plan: { kindName } }) => {
      const isUp = runs.has(id) && (!hasChildren(kindName!) || withChildren.has(kindName!));
      return isUp ? [kindName!] : [];
    });
  }
}
