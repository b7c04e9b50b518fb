import type { StruckFault } from '../faults/struck-fault.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Lateness } from './lateness.js';
import type { LeaderSighting } from './leader-watch.js';
import type { WorkerSighting } from './worker-watch.js';

/** What the platform took to get over one fault, in ms. A limit holds where one is given. */
export interface Measure {
  readonly fault: StruckFault;
  readonly what: MeasureName;
  readonly ms: number;
  readonly limitMs?: number;
}

export type MeasureName =
  | 'latest planned time'
  | 'new leader seen'
  | 'death of the worker seen'
  | 'idempotent run restarted once the death was seen'
  | 'other run restarted once the old life was over'
  | 'other run restarted once the death was seen'
  | 'lost dispatch started after all'
  | 'on time again once the servers were back'
  | 'on time again';

/** Everything that the meters look at. */
export interface Observations {
  readonly evidence: Evidence;
  readonly lateness: readonly Lateness[];
  readonly workers: readonly WorkerSighting[];
  readonly leaders: readonly LeaderSighting[];
}
