import type { ItemCompensationDto, ItemCompensationState, MapItemDto } from '@orrery/contracts';
import { isTerminal, type RunFailure, type RunState } from '@orrery/domain';
import { omittedOf } from '../../persistence/short-values.js';
import type { NodeItemView } from '../../persistence/stores/node-item-view.store.js';
import { indexOfItem } from '../../persistence/stores/node-item.store.js';
import type { NodeRunRow } from '../../persistence/stores/node-run.store.js';
import type { WorkflowFailure } from '../../persistence/stores/workflow-run-row.js';

/** How far the map of an item is undone. */
type UndoneMap = Pick<NodeRunRow, 'state' | 'undo_index' | 'undo_failure'>;

export function toMapItemDto(view: NodeItemView, map: UndoneMap): MapItemDto {
  return {
    index: indexOfItem(view.id),
    item: parsed(view.item),
    state: view.state,
    runId: view.run_id,
    attempt: view.attempt,
    startedAt: iso(view.started_at),
    finishedAt: iso(view.finished_at),
    error: failureOf(view.run_failure ?? view.failure),
    compensation: view.state === 'succeeded' ? compensationOf(view, map) : null,
    omitted: omittedOf<'item'>(view, ['item']),
  };
}

function compensationOf(view: NodeItemView, map: UndoneMap): ItemCompensationDto | null {
  const { undo_run_id: runId, undo_state: runState } = view;
  if (runId !== null && runState !== null) {
    const state = stateOf(runState);
    const why = state === 'compensation_failed' ? failureOf(view.undo_run_failure) : null;
    return { state, runId, error: why };
  }
  if (map.state === 'compensated') return { state: 'compensated', runId, error: null };
  if (map.state !== 'compensating' && map.state !== 'compensation_failed') return null;
  const index = indexOfItem(view.id);
  const last = map.undo_index ?? Infinity;
  if (index > last) return { state: 'compensated', runId, error: null };
  if (index < last || map.state === 'compensating') return { state: 'pending', runId, error: null };
  return { state: 'compensation_failed', runId, error: failureOf(map.undo_failure) };
}

function stateOf(run: RunState): ItemCompensationState {
  if (run === 'succeeded') return 'compensated';
  return isTerminal(run) ? 'compensation_failed' : 'compensating';
}

function failureOf(text: string | null): RunFailure | WorkflowFailure | null {
  return parsed(text) as RunFailure | WorkflowFailure | null;
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}

function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
