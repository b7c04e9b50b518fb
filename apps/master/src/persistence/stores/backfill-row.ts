import type { BackfillDto } from '@orrery/contracts';
import {
  openRunsOf,
  priorityOfRank,
  type BackfillFailurePolicy,
  type BackfillOrder,
  type BackfillState,
  type DailyWindow,
  type DstPolicy,
  type ReprocessMode,
  type TargetKind,
  type Trigger,
} from '@orrery/domain';

/** Where the planned times of a backfill come from: a trigger, and what moves its times. */
export interface BackfillTiming {
  readonly trigger: Trigger;
  /** With the name, what jitter depends on. */
  readonly project: string;
  readonly name: string;
  /** A time of the grid of a fixed rate, in ms since 1970. */
  readonly anchorMs: number;
  readonly jitterMs: number;
  readonly dailyWindow: DailyWindow | null;
  readonly dst: DstPolicy | null;
}

/** A backfill as its table keeps it. */
export interface BackfillRow {
  readonly id: string;
  readonly project: string;
  readonly target_kind: TargetKind;
  readonly target_id: string;
  readonly target_name: string;
  readonly schedule_id: string | null;
  readonly timing: string;
  readonly from_at: Date;
  readonly to_at: Date;
  readonly params: string;
  readonly max_parallel: number;
  readonly direction: BackfillOrder;
  readonly reprocess: ReprocessMode;
  readonly on_failure: BackfillFailurePolicy;
  readonly priority: number;
  readonly state: BackfillState;
  readonly reason: string | null;
  readonly total: number;
  readonly skipped: number;
  readonly made: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly next_at: Date | null;
  readonly look_at: Date | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

/** What moves on in a backfill. */
export type BackfillChange = Pick<
  BackfillRow,
  'state' | 'reason' | 'skipped' | 'made' | 'succeeded' | 'failed' | 'next_at' | 'look_at' | 'finished_at'
>;

export function toBackfillDto(row: BackfillRow): BackfillDto {
  return {
    id: row.id,
    project: row.project,
    target: { kind: row.target_kind, id: row.target_id, name: row.target_name },
    state: row.state,
    reason: row.reason,
    from: row.from_at.toISOString(),
    to: row.to_at.toISOString(),
    scheduleId: row.schedule_id,
    trigger: (JSON.parse(row.timing) as BackfillTiming).trigger,
    params: JSON.parse(row.params) as Record<string, unknown>,
    maxParallel: row.max_parallel,
    order: row.direction,
    reprocess: row.reprocess,
    onFailure: row.on_failure,
    priority: priorityOfRank(row.priority),
    progress: {
      total: row.total,
      skipped: row.skipped,
      made: row.made,
      open: openRunsOf(row),
      succeeded: row.succeeded,
      failed: row.failed,
    },
    nextAt: row.next_at?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
