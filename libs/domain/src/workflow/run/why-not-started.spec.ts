import { describe, expect, it } from 'vitest';
import { node, workflow } from '../testing/given.js';
import { NodeStates } from './node-states.js';
import { runGraph } from './run-graph.js';
import { whyNotStarted, type NotStarted } from './why-not-started.js';

const branch = { kind: 'condition', when: 'true', then: ['yes'], else: ['no'] };
const graph = runGraph(
  workflow(
    [
      node('if', [], branch),
      node('yes', ['if']),
      node('no', ['if']),
      node('after', ['no']),
      node('care', ['yes'], { triggerRule: 'one_failed' }),
      node('any', ['no', 'yes'], { triggerRule: 'none_failed' }),
    ],
    { finally: [node('last')] },
  ),
);
const why = (states: string, number: number, isStopped = false) =>
  whyNotStarted(graph, NodeStates.read(states), isStopped, number);

describe('why a node has not started', () => {
  it.each<[string, string, number, NotStarted | undefined]>([
    ['waits for those above it', 'sr.....', 4, { kind: 'waits', nodes: [1] }],
    ['a finally node waits for all', 'sr.....', 6, { kind: 'waits', nodes: [1, 2, 3, 4, 5] }],
    ['there is no room', 'sqk....', 1, { kind: 'ready' }],
    ['it was not chosen', 'srkk...', 2, { kind: 'not_chosen', nodes: [0] }],
    ['those above were skipped', 'srkk...', 3, { kind: 'upstream_skipped', nodes: [2] }],
    ['nothing failed', 'sskkk..', 4, { kind: 'no_failure', nodes: [1] }],
    ['those above failed', 'sfkksu.', 5, { kind: 'upstream_failed', nodes: [1] }],
    ['something else failed', 'sfc.kc.', 2, { kind: 'failure_elsewhere', nodes: [1] }],
    ['it was stopped', 'sscccc.', 3, { kind: 'stopped' }],
    ['it has started', 'sr.....', 1, undefined],
  ])('%s', (_, states, number, expected) => {
    expect(why(states, number)).toEqual(expected);
  });

  it('tells of the stop although something failed', () => {
    expect(why('sfcccc.', 2, true)).toEqual({ kind: 'stopped' });
  });
});
