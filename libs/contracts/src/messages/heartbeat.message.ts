import type { LivingWorkerState } from '@orrery/domain';
import type { IsolationOfferDto, NodeResourcesDto } from '../http/cluster.dto.js';

/** Sign of life of a worker; travels on `master.heartbeats` as `worker.heartbeat`, from a thread of its own. */
export interface HeartbeatMessage {
  readonly v: 1;
  readonly workerId: string;
  /** New with each start of the process. */
  readonly workerEpoch: string;
  /** Counts the heartbeats of this epoch: masters hear them in turns, and an older one must not undo a newer one. */
  readonly seq: number;
  readonly group: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: LivingWorkerState | 'stopped';
  readonly slots: number;
  readonly busy: number;
  readonly host: string;
  readonly version: string;
  readonly startedAt: string;
  readonly at: string;
  /** The worker's monotonic clock when it was sent: its lease counts from there. Absent: a worker without leases. */
  readonly leaseStampMs?: number;
  readonly resources: NodeResourcesDto;
  /** How it can keep attempts apart. Absent: an older worker. */
  readonly isolation?: IsolationOfferDto;
}
