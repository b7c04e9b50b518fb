import type { KindName } from '../kinds/kind-names.js';
import type { PlannedFault } from './fault-plan.js';

/** A dispatch that the drill took off its queue. */
export interface StolenDispatch {
  readonly runId: string;
  readonly at: number;
}

/** A fault as it really happened; instants in epoch milliseconds. */
export interface StruckFault extends PlannedFault {
  /** The process or server it hit in the end. */
  readonly hit: string;
  readonly hitLeader: boolean;
  readonly at: number;
  /** The process goes on, or the server answers again. */
  readonly releasedAt: number;
  /** All it hit is ready again. */
  readonly recoveredAt: number;
  /** What of it was not ready again in time. */
  readonly unready?: string;
  readonly stolen: readonly StolenDispatch[];
  /** Connections cut, messages flooded: what there is to count. */
  readonly count: number;
  /** Kinds of tasks that ran on the worker when it was killed, where that was waited for. */
  readonly ran?: readonly KindName[];
}
