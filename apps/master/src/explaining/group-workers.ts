import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { RunRouter } from '../dispatching/routing/run-router.js';
import { WhyUnrouted } from '../dispatching/routing/why-unrouted.js';
import { WorkerView } from '../dispatching/routing/worker-view.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { GroupView } from './run-snapshot.js';

/** Who of a group takes work, and whether a run fits one of them. */
@Injectable()
export class GroupWorkers {
  constructor(
    private readonly view: WorkerView,
    private readonly router: RunRouter,
    private readonly unrouted: WhyUnrouted,
    private readonly definitions: DefinitionCache,
  ) {}

  count(group: string): Pick<GroupView, 'workers' | 'slots' | 'strained'> {
    const workers = this.view.ofGroup(group);
    return {
      workers: workers.length,
      slots: workers.reduce((sum, worker) => sum + worker.equipment.slots, 0),
      strained: workers.flatMap(({ id, strain }) =>
        strain === undefined ? [] : [`${id} (${strain.cause})`],
      ),
    };
  }

  /** Why no worker can be given it, in words; null: one can, or whoever is free takes it. */
  async misfit(session: Session, run: RunRow): Promise<string | null> {
    await this.definitions.load(session, [run]);
    const isPulled = run.worker_id === null && this.router.isPulled(this.definitions.get(run));
    return isPulled ? null : ((await this.unrouted.explain(session, run)) ?? null);
  }
}
