import { Injectable } from '@nestjs/common';
import type { RoutingMemory } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import type { WaitingRun } from '../parking/parked-runs.js';
import { reserverOf } from './own-slots.js';
import { reservedTargets } from './reserved-targets.js';
import { RoutingBatch, remembers } from './routing-batch.js';
import type { PushedRuns } from './run-router.js';
import { RoutingRecords } from './routing-records.js';
import { waitsForWorkers } from './waits-for-workers.js';
import { WorkerBreakers } from './worker-breakers.js';
import { WorkerView } from './worker-view.js';

/** Gives runs that cannot be pulled their workers, by the policies of their tasks. */
@Injectable()
export class PushRouting {
  constructor(
    private readonly view: WorkerView,
    private readonly records: RoutingRecords,
    private readonly breakers: WorkerBreakers,
    private readonly definitions: DefinitionCache,
  ) {}

  /** The runs must be pending and locked; in the transaction that marks them. */
  async route(session: Session, runs: readonly DispatchRow[]): Promise<PushedRuns> {
    if (runs.length === 0) return { routed: [], waiting: [] };
    const { now, loads, targets, memories } = await this.#read(session, runs);
    const batch = new RoutingBatch({ view: this.view, loads, memories, now });
    const routed: DispatchRow[] = [];
    const waiting: WaitingRun[] = [];
    for (const run of runs) {
      const choice = batch.choose(run, this.definitions.get(run), targets.get(run.id));
      if (choice.kind === 'wait') waiting.push(this.#waiting(run, choice.on));
      else routed.push({ ...run, worker_id: choice.id, usesReserved: choice.usesReserved });
    }
    await this.records.memories.save(session, batch.changed, now);
    return this.#withTries(session, { routed, waiting }, now);
  }

  async #read(session: Session, runs: readonly DispatchRow[]) {
    const { loads, reservations, shards, memories } = this.records;
    const groups = [...new Set(runs.map((run) => run.group_name))];
    const children = runs.filter((run) => run.parent_id !== null);
    return {
      now: this.records.clock.now(),
      memories: await this.#memories(session, runs, memories),
      loads: { byWorker: await loads.load(session, groups), kept: await reservations.kept(session) },
      targets: new Map([
        ...(await reservedTargets(session, runs, this.view, reservations)),
        ...(await shards.targets(session, children)),
      ]),
    };
  }

  #memories(
    session: Session,
    runs: readonly DispatchRow[],
    store: RoutingRecords['memories'],
  ): Promise<ReadonlyMap<string, RoutingMemory>> {
    const ids = runs.filter((run) => remembers(this.definitions.get(run))).map((run) => run.task_id);
    return store.lock(session, [...new Set(ids)].sort(), this.records.clock.now());
  }

  #waiting(run: DispatchRow, workerId?: string): WaitingRun {
    const workflowRunId = reserverOf(run, this.definitions.get(run));
    return { run, waitsFor: waitsForWorkers(run, { workerId, workflowRunId }) };
  }

  /** Of those for a worker that is tried again after failures one goes, and the rest waits for what becomes of it. */
  async #withTries(session: Session, { routed, waiting }: PushedRuns, now: Date): Promise<PushedRuns> {
    const tried = await this.breakers.beginTries(
      session,
      [...new Set(routed.map((run) => run.worker_id!))],
      now,
    );
    if (tried.size === 0) return { routed, waiting };
    const sent = new Set<string>();
    const kept = routed.filter((run) => {
      if (!tried.has(run.worker_id!)) return true;
      const isFirst = tried.get(run.worker_id!) === true && !sent.has(run.worker_id!);
      sent.add(run.worker_id!);
      return isFirst;
    });
    const left = routed.filter((run) => !kept.includes(run));
    const later = left.map((run) => this.#waiting(run));
    return { routed: kept, waiting: [...waiting, ...later] };
  }
}
