import type { BrokerAdmin } from '../servers/broker-admin.js';
import type { DrillCluster } from '../cluster/drill-cluster.js';
import type { DrillServers } from '../servers/drill-servers.js';
import type { KindName } from '../kinds/kind-names.js';
import type { LadenWorkers } from '../kinds/laden-workers.js';
import type { StolenDispatch } from './struck-fault.js';

/** What a fault has its hands on. */
export interface FaultGround {
  readonly cluster: DrillCluster;
  readonly servers: DrillServers;
  readonly admin: BrokerAdmin;
  readonly laden: LadenWorkers;
}

/** What an actuator tells of its deed. */
export interface Deed {
  readonly at: number;
  readonly releasedAt: number;
  readonly stolen?: readonly StolenDispatch[];
  readonly count?: number;
}

/** What has to be the case before the blow, and what of it is told. */
export type Preparation = (
  ground: FaultGround,
  hit: string,
) => Promise<{ readonly ran?: readonly KindName[] }>;

/** Does one kind of fault to a target and resolves when it is over, not when all is well again. */
export type Actuator = (ground: FaultGround, hit: string, holdMs: number) => Promise<Deed>;
