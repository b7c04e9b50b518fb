import type { Session } from '@orrery/persistence';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import type { ReservationStore } from '../../persistence/stores/reservation.store.js';
import type { WorkerView } from './worker-view.js';

/**
 * The workers that pending runs have slots reserved on, by run. A worker out of service is waited for until the reservation
 * ends; after that, and where the worker is gone, the run goes where its task says.
 */
export async function reservedTargets(
  session: Session,
  runs: readonly DispatchRow[],
  view: WorkerView,
  reservations: ReservationStore,
): Promise<ReadonlyMap<string, string>> {
  const mine = runs.filter((run) => run.worker_id !== null);
  const away = mine.filter((run) => !view.find(run.worker_id!)).map((run) => run.id);
  const awaiting = await reservations.awaiting(session, away);
  const bound = mine.filter((run) => !away.includes(run.id) || awaiting.has(run.id));
  return new Map(bound.map((run) => [run.id, run.worker_id!]));
}
