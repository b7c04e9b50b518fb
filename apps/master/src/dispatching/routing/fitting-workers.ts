import {
  breakerAdmits,
  describeMisfits,
  findMisfit,
  type Candidate,
  type Misfit,
  type TaskDefinition,
} from '@orrery/domain';
import type { KeptSlots } from '../../persistence/stores/reservation.store.js';
import type { WorkerLoad } from '../../persistence/stores/worker-load.store.js';
import type { TakingWorker } from './taking-worker.js';
import type { WorkerView } from './worker-view.js';

/** What the database says workers have in hand. */
export interface Loads {
  readonly byWorker: ReadonlyMap<string, WorkerLoad>;
  readonly kept: readonly KeptSlots[];
}

export interface Fitting {
  readonly candidates: readonly Candidate[];
  /** Why the others are none. */
  readonly misfits: readonly Misfit[];
}

/** The workers that may be given runs of this task, and what speaks against the others. */
export function fittingWorkers(
  view: WorkerView,
  { group, requires, weight }: Pick<TaskDefinition, 'group' | 'requires' | 'weight'>,
  loads: Loads,
  now: Date,
): Fitting {
  const candidates: Candidate[] = [];
  const misfits: Misfit[] = [];
  for (const worker of view.ofGroup(group)) {
    const misfit = findMisfit(worker.equipment, requires, weight) ?? resting(worker, now);
    if (misfit) misfits.push(misfit);
    else candidates.push(candidateOf(view, worker, loads));
  }
  return { candidates, misfits };
}

/** Why no worker fits, in a sentence. */
export function whyNone({ misfits }: Fitting, group: string): string {
  return describeMisfits(misfits, group);
}

function resting({ breaker }: TakingWorker, now: Date): Misfit | undefined {
  return breakerAdmits(breaker, now) === 'no' ? { kind: 'resting' } : undefined;
}

function candidateOf(view: WorkerView, worker: TakingWorker, { byWorker, kept }: Loads): Candidate {
  const { running, onTheWay } = byWorker.get(worker.id) ?? { running: 0, onTheWay: 0 };
  const mine = kept.filter(({ workerId }) => workerId === worker.id);
  const reserved = mine.reduce((sum, { slots }) => sum + slots, 0);
  const reservedInUse = mine.reduce((sum, { slots, total }) => sum + total - slots, 0);
  return {
    id: worker.id,
    slots: view.slotsOf(worker),
    taken: running + onTheWay + reserved,
    reserved,
    reservedInUse,
    onTheWay,
    share: worker.share,
    healthy: worker.healthy,
  };
}
