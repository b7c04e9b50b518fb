import type { TimelinePart, TimelineRowDto } from '@orrery/contracts';
import { hasEnded, type NodeKind } from '@orrery/domain';
import type {
  AttemptTimes,
  ItemTimes,
  NodeTimes,
  UndoTimes,
} from '../../persistence/stores/node-time.store.js';

/** Rows that a node has in a timeline. */
export function rowCount({ total, attempt, undo_attempt: undo, undo_total: toUndo }: NodeTimes): number {
  if (total !== null) return toUndo === null ? 1 : 2;
  return (attempt ?? 1) + (undo ?? 0);
}

/**
 * A node in a timeline: a row for each attempt of its run and of the run that undoes it.
 * @param attempts of those runs, by run.
 */
export function runRows(
  node: NodeTimes,
  kind: NodeKind,
  attempts: ReadonlyMap<string, readonly AttemptTimes[]>,
): TimelineRowDto[] {
  const own = ofRun(node, kind, 'own', attempts.get(node.run_id ?? '') ?? []);
  return [
    ...(own.length === 0 ? [ofNode(node, kind)] : own),
    ...ofRun(node, kind, 'undo', attempts.get(node.undo_run_id ?? '') ?? []),
  ];
}

/** All items of a map as one row. The row of a map that is undone tells of that, and its items of how it had ended. */
export function mapRow(node: NodeTimes, times: ItemTimes): TimelineRowDto {
  const { total, begun, ended, failed } = node;
  const own = ofNode(node, 'map');
  const isUndone = node.undo_total !== null;
  return {
    ...own,
    part: 'items',
    state: isUndone ? (failed === 0 ? 'succeeded' : 'failed') : node.state,
    queuedAt: node.started_at.toISOString(),
    startedAt: iso(times.started_at),
    finishedAt: isUndone ? iso(times.finished_at) : own.finishedAt,
    items: { total: total!, begun: begun!, ended: ended!, failed: failed! },
  };
}

/** All that undoes the items of a map as one row. @param first the run that did the first of them; absent: it is gone. */
export function mapUndoRow(node: NodeTimes, first: UndoTimes | undefined): TimelineRowDto {
  const { undo_total: total, undone: done } = node;
  const isOver = node.state !== 'compensating';
  const failed = node.state === 'compensation_failed' ? 1 : 0;
  const undone = done ?? 0;
  return {
    ...ofNode(node, 'map'),
    part: 'undo',
    queuedAt: iso(first?.created_at ?? null),
    startedAt: iso(first?.started_at ?? null),
    finishedAt: isOver ? iso(node.finished_at) : null,
    runId: node.undo_run_id,
    items: {
      total: total!,
      begun: Math.min(total!, undone + (isOver ? failed : 1)),
      ended: Math.min(total!, undone + failed),
      failed: Math.min(failed, total! - undone),
    },
  };
}

function ofNode(node: NodeTimes, kind: NodeKind): TimelineRowDto {
  return {
    nodeId: node.node_id,
    kind,
    part: 'own',
    attempt: null,
    state: node.state,
    queuedAt: null,
    startedAt: node.started_at.toISOString(),
    finishedAt: hasEnded(node.state) ? iso(node.finished_at) : null,
    runId: node.run_id,
    workerId: null,
    items: null,
  };
}

/** A run is due when its node starts; when a retry was due, only the present or last attempt tells. */
function ofRun(
  node: NodeTimes,
  kind: NodeKind,
  part: TimelinePart,
  attempts: readonly AttemptTimes[],
): TimelineRowDto[] {
  return attempts.map((each, index) => ({
    nodeId: node.node_id,
    kind,
    part,
    attempt: each.attempt,
    state: each.state,
    queuedAt: iso(each.due_at ?? (part === 'own' && index === 0 ? node.started_at : null)),
    startedAt: iso(each.started_at),
    finishedAt: iso(each.finished_at),
    runId: each.run_id,
    workerId: each.worker_id,
    items: null,
  }));
}

function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
