import type { RunState } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { newNodeRun } from '../../persistence/stores/new-node-run.js';
import type { NodeRunRow } from '../../persistence/stores/node-run.store.js';
import { missedNews, type OpenNode } from './missed-news.js';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const row = newNodeRun('w', 0, 'a', at(0));
const node = (over: Partial<NodeRunRow>, more: Partial<OpenNode> = {}): OpenNode => ({
  ...{ nodeId: 'a', isUndoing: false, row: { ...row, ...over }, runState: undefined },
  ...more,
});
const told = (state: RunState, part = 'own') => ({ kind: 'run', nodeId: 'a', part, state });
const failed = { outcome: 'failed', failure: { kind: 'lost' } };

describe('what a workflow run missed about a node', () => {
  it.each([
    ['whose run goes on: nothing', node({ run_id: 'r' }, { runState: 'running' }), []],
    ['whose run has ended: that', node({ run_id: 'r' }, { runState: 'failed' }), [told('failed')]],
    ['whose run is gone: it failed', node({ run_id: 'r' }), [{ kind: 'decided', result: failed }]],
    ['whose row is gone: it failed', node({}, { row: undefined }), [{ kind: 'decided', result: failed }]],
    ['that waits for nothing: it failed', node({}), [{ kind: 'decided', result: failed }]],
    ['that waits: nothing', node({ until_at: at(61) }), []],
    ['whose time was up long ago: to look', node({ until_at: at(59) }), [{ kind: 'look', nodeId: 'a' }]],
    ['whose row has ended: that', node({ state: 'skipped' }), [{ result: { outcome: 'skipped' } }]],
    [
      'that is undone by a run that has ended: that',
      node({ undo_run_id: 'u' }, { isUndoing: true, runState: 'succeeded' }),
      [told('succeeded', 'undo')],
    ],
    ['whose undoing run is gone: it was not undone', node({}, { isUndoing: true }), [told('failed', 'undo')]],
    [
      'with items that go on: nothing',
      node({ total: 3, begun: 3, ended: 1, failed: 0 }, { items: { isOpen: true, succeeded: 0 } }),
      [],
    ],
    [
      'with items nobody heard of: as they ended',
      node({ total: 4, begun: 4, ended: 2, failed: 1 }, { items: { isOpen: false, succeeded: 2 } }),
      [told('failed', 'item'), told('succeeded', 'item')],
    ],
  ])('%s', (_, given, news) => {
    const missed = missedNews(given, at(60));
    expect(missed).toMatchObject({ kind: 'news', news });
    expect(missed.kind === 'news' && missed.news).toHaveLength(news.length);
  });

  it('with items to come and none that goes on: somebody has to look', () => {
    const map = node({ total: 9, begun: 3, ended: 3, failed: 0 }, { items: { isOpen: false, succeeded: 3 } });
    expect(missedNews(map, at(60))).toEqual({ kind: 'idle' });
  });
});
