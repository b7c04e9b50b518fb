import type {
  CompensationState,
  ListedNodeRunDto,
  NodeCompensationDto,
  NodeRunDto,
  WorkflowFailureDto,
} from '@orrery/contracts';
import { hasEnded, type NodeState, type WorkflowNode } from '@orrery/domain';
import { omittedOf } from '../../persistence/short-values.js';
import type { ListedNodeView, NodeView } from '../../persistence/stores/node-view.store.js';

/** @param view what is known of it since it started; absent: it has not. */
export function toNodeRunDto(node: WorkflowNode, state: NodeState, view: NodeView | undefined): NodeRunDto {
  return {
    nodeId: node.id,
    kind: node.kind,
    state,
    runId: view?.run_id ?? null,
    compensationRunId: view?.undo_run_id ?? null,
    attempt: view?.attempt ?? null,
    startedAt: iso(view?.started_at ?? null),
    finishedAt: hasEnded(state) ? iso(view?.finished_at ?? null) : null,
    waitsUntil: iso(view?.until_at ?? null),
    items: view && view.total !== null ? itemsOf(view) : null,
    outputs: parsed(view?.outputs ?? view?.result ?? null),
    detail: parsed(view?.detail ?? null) as Record<string, unknown> | null,
    failure: failureOf(view?.failure ?? view?.run_failure ?? null),
    compensation: view && isUndone(state) ? compensationOf(view, state) : null,
  };
}

/** Without values that are long. */
export function toListedNodeRunDto(
  node: WorkflowNode,
  state: NodeState,
  view: ListedNodeView | undefined,
): ListedNodeRunDto {
  const dto = toNodeRunDto(node, state, view);
  if (!view) return { ...dto, omitted: [] };
  const long = omittedOf(view, ['outputs', 'result', 'detail']);
  // What a map gave stands with its items.
  const isWithout = long.some((name) => name !== 'detail') || (dto.outputs === null && (view.ended ?? 0) > 0);
  const omitted = [...(isWithout ? ['outputs'] : []), ...long.filter((name) => name === 'detail')];
  return { ...dto, outputs: isWithout ? null : dto.outputs, omitted };
}

function isUndone(state: NodeState): state is CompensationState {
  return state === 'compensating' || state === 'compensated' || state === 'compensation_failed';
}

function compensationOf(view: NodeView, state: CompensationState): NodeCompensationDto {
  const { undo_index: item, undo_total: total, undone } = view;
  const isMap = view.total !== null;
  return {
    state,
    runId: view.undo_run_id,
    item,
    items: isMap ? { total: total ?? 0, undone: undone ?? 0, left: (total ?? 0) - (undone ?? 0) } : null,
    failure: state === 'compensation_failed' ? failureOf(view.undo_failure ?? view.undo_run_failure) : null,
  };
}

function itemsOf({ total, begun, ended, failed }: NodeView) {
  return { total: total!, begun: begun!, ended: ended!, failed: failed! };
}

function failureOf(text: string | null): WorkflowFailureDto | null {
  return parsed(text) as WorkflowFailureDto | null;
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}

function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
