/** What the leader knows of a worker whose ping came back: nobody holds its queue. */
export interface ReturnedPings {
  /** Milliseconds since the first of the pings that came back without one that arrived in between. */
  readonly returnedForMs: number;
  /** Whether a heartbeat was heard that is younger than that first ping. */
  readonly heardSince: boolean;
}

/**
 * `alive`: another connection of it still beats, so only one was cut. `suspect`: it may be connecting again. `lost`: its
 * connections are closed and stay so.
 */
export type WorkerLifeVerdict = 'alive' | 'suspect' | 'lost';

/** @param patienceMs how long a worker that was merely cut takes to connect again. */
export function judgeWorkerLife(pings: ReturnedPings, patienceMs: number): WorkerLifeVerdict {
  if (pings.heardSince) return 'alive';
  return pings.returnedForMs >= patienceMs ? 'lost' : 'suspect';
}
