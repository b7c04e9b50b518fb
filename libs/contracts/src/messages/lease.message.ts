import type { WorkerDuty } from '@orrery/domain';

/**
 * The leader asks whether somebody holds a worker's queue; travels to `worker.<id>` as `worker.ping`. Its arrival is the
 * answer, as a rule.
 */
export interface WorkerPing {
  readonly v: 1;
  /** No heartbeat was heard for a while: the worker sends one to every master, as `worker.answer`. */
  readonly answer?: true;
}

/** A heartbeat stands in the registry: its worker's lease begins anew; travels to `worker.<id>` as `worker.lease`. */
export interface LeaseMessage {
  readonly v: 1;
  readonly workerEpoch: string;
  /** `leaseStampMs` of that heartbeat. */
  readonly stampMs: number;
  /** The lease ends so long after the stamp. */
  readonly leaseMs: number;
  /** What operators want of the worker. */
  readonly duty: WorkerDuty;
  /** How much of an attempt's output it keeps; absent: as before. */
  readonly logBytes?: number;
}
