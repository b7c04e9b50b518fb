import { describe, expect, it } from 'vitest';
import type {
  OpenWorkflowRun,
  WorkflowHold,
  WorkflowLimit,
} from '../../persistence/stores/workflow-wait.store.js';
import { WaitingWorkflows } from './waiting-workflows.js';

const run = (id: string, over: Partial<OpenWorkflowRun> = {}): OpenWorkflowRun => {
  return {
    id,
    name: id.toUpperCase(),
    project: 'p',
    state: 'running',
    parent_id: null,
    waits_for: null,
    has_deadline: 0,
    ...over,
  };
};
const parked = (id: string, parentId: string | null, waitsFor: string) =>
  run(id, { state: 'pending', parent_id: parentId, waits_for: waitsFor });
const hold = (limitId: string, runId: string): WorkflowHold => {
  return { limit_id: limitId, run_id: runId, slots: 1, root_id: null };
};
const limit = (id: string, slots = 1, pool: string | null = null): WorkflowLimit => ({ id, slots, pool });
const withDeadline = (each: OpenWorkflowRun, id: string) =>
  each.id === id ? { ...each, has_deadline: 1 } : each;
const limits = new Map([
  ['task:A', limit('A')],
  ['pool:P', limit('P', 2, 'licences')],
]);
/** Two runs, each of which has what one inside of the other waits for. */
const runs = [run('a'), run('b'), parked('b1', 'a', 'pool:P'), parked('a1', 'b', 'task:A')];
const holds = [hold('A', 'a'), hold('P', 'b'), hold('P', 'b')];

describe('workflow runs that wait', () => {
  it('for each other are a circle, told from any of them once around', () => {
    const waiting = new WaitingWorkflows(limits, holds, runs);
    expect(waiting.circles).toEqual([['a', 'a1', 'b', 'b1']]);
    const circle = waiting.circleOf('b1')!;
    expect(waiting.youngest(circle)).toBe('b1');
    expect(waiting.tell(circle, 'b1')).toBe(
      'run b1 of "B1" waits for pool "licences", which run b of "B" has; ' +
        'run b of "B" waits for its node run a1 of "A1"; ' +
        'run a1 of "A1" waits for maxConcurrent 1, which run a of "A" has; ' +
        'run a of "A" waits for its node run b1 of "B1"',
    );
    expect(waiting.tell(circle, 'a', () => 'somebody')).not.toContain('"A"');
    expect(waiting.inside('a').map(({ id }) => id)).toEqual(['b1']);
  });

  it.each<[string, readonly WorkflowHold[], readonly OpenWorkflowRun[]]>([
    ['a slot is free', holds.slice(0, 2), runs],
    ['somebody who is not known has one', [...holds.slice(0, 2), hold('P', 'gone')], runs],
    ['one of them has ended', holds, runs.filter(({ id }) => id !== 'b')],
    [
      'one of them waits for something else',
      holds,
      [...runs.slice(0, 3), parked('a1', 'b', 'paused:task:A')],
    ],
    [
      'one of them is about to begin',
      holds,
      [...runs.slice(0, 3), run('a1', { state: 'pending', parent_id: 'b' })],
    ],
    ['one of them has to have begun by a time', holds, runs.map((each) => withDeadline(each, 'a1'))],
    ['one of them has to have ended by a time', holds, runs.map((each) => withDeadline(each, 'b'))],
  ])('are none where %s', (_, held, known) => {
    expect(new WaitingWorkflows(limits, held, known).circles).toEqual([]);
  });

  it('are none where the limit has become one of any number', () => {
    const open = new Map([...limits, ['task:A', limit('A', 0)]] as const);
    expect(new WaitingWorkflows(open, holds, runs).circles).toEqual([]);
  });

  it('behind a circle are not in it, and it is not they who fail', () => {
    const behind = parked('z', 'y', 'task:A');
    const waiting = new WaitingWorkflows(limits, holds, [...runs, run('y'), behind]);
    expect(waiting.circles).toEqual([['a', 'a1', 'b', 'b1']]);
    expect(waiting.circleOf('z')).toBeUndefined();
  });
});
