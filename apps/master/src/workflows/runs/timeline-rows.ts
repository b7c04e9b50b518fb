import type { TimelinePart, TimelineRowDto } from '@orrery/contracts';
import { hasEnded, type NodeKind } from '@orrery/domain';
import type { AttemptTimes, NodeTimes } from '../../persistence/stores/node-time.store.js';

/** Rows that a node has in a timeline. */
export function rowCount({ attempt, undo_attempt: undo }: NodeTimes): number {
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

/** All items of a map as one row. @param firstAt when the first of them began to run. */
export function mapRow(node: NodeTimes, firstAt: Date | null): TimelineRowDto {
  const { total, begun, ended, failed } = node;
  return {
    ...ofNode(node, 'map'),
    part: 'items',
    queuedAt: node.started_at.toISOString(),
    startedAt: firstAt?.toISOString() ?? null,
    items: { total: total!, begun: begun!, ended: ended!, failed: failed! },
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
