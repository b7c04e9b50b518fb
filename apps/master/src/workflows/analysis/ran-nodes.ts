import type { NodeSpan } from '@orrery/domain';
import type { NodeSpanRow } from '../../persistence/stores/node-span.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';

/** A node that has run in a workflow run, as it is counted. */
export interface RanNode extends NodeSpan {
  /** Until a worker had begun its run; null: it has no run of its own. */
  readonly queuedMs: number | null;
  /** What of the span is left. */
  readonly runningMs: number;
  /** Whether it took more than one attempt. */
  readonly isRetried: boolean;
}

/** Nodes by their numbers. What a rerun took over ran in the former workflow run, and is left out. */
export function ranNodes(
  { rerun_of: rerunOf, created_at: createdAt }: Pick<WorkflowRunRow, 'rerun_of' | 'created_at'>,
  rows: readonly NodeSpanRow[],
): Map<number, RanNode> {
  const isOwn = (row: NodeSpanRow) => rerunOf === null || row.finished_at > createdAt;
  return new Map(rows.filter(isOwn).map((row) => [numberOf(row), ranNode(row)]));
}

function numberOf({ id }: NodeSpanRow): number {
  return Number(id.slice(id.lastIndexOf('.') + 1));
}

function ranNode(row: NodeSpanRow): RanNode {
  const { started_at: startedAt, attempt } = row;
  const endedAt = ownEnd(row);
  const wholeMs = Math.max(0, endedAt.getTime() - startedAt.getTime());
  const queuedMs = attempt === null ? null : untilBegun(row, wholeMs);
  return {
    startedAt,
    endedAt,
    queuedMs,
    runningMs: wholeMs - (queuedMs ?? 0),
    isRetried: attempt !== null && attempt > 1,
  };
}

/** The row of a node that was undone says when that ended; its run says when the node itself did. */
function ownEnd({ state, finished_at: finishedAt, run_finished_at: runFinishedAt }: NodeSpanRow): Date {
  const isUndone = state === 'compensated' || state === 'compensation_failed';
  return (isUndone ? runFinishedAt : null) ?? finishedAt;
}

/** The clocks of the worker and the master may differ: never less than nothing, never more than the whole. */
function untilBegun(row: NodeSpanRow, wholeMs: number): number {
  if (row.run_started_at === null) return wholeMs;
  const ms = row.run_started_at.getTime() - row.started_at.getTime();
  return Math.min(wholeMs, Math.max(0, ms));
}
