import { describe, expect, it } from 'vitest';
import { node, taskNode, workflow } from '../testing/given.js';
import { advance } from './advance.js';
import { NodeStates } from './node-states.js';
import { runGraph } from './run-graph.js';
import { seedCompensation } from './seed-compensation.js';

const compensate = { task: 'undo', params: {} };
const graph = runGraph(
  workflow(
    [
      taskNode('a', [], { compensate }),
      node('m', ['a'], { kind: 'map', compensate }),
      taskNode('c', ['m'], { compensate }),
      taskNode('bad', ['c']),
      taskNode('never', ['bad']),
    ],
    { onFailure: 'compensate', finally: [taskNode('last')] },
  ),
);
const seed = (former: string, ...undone: number[]) =>
  seedCompensation(graph, NodeStates.read(former), new Set(undone));

describe('a rerun of what is left to be undone', () => {
  it.each<[string, string, string, number]>([
    ['a node that could not be undone', 'ssyfus', 'sssfu.', 2],
    ['a map that could not be', 'syzfus', 'sfzfu.', 1],
    ['a map that had failed itself', 'sycccs', 'sfccc.', 1],
    ['the others, where somebody stopped it', 'sszfuc', 'sszfu.', 1],
  ])('begins with %s', (_, former, states, first) => {
    expect(seed(former)?.toString()).toBe(states);
    expect(advance(graph, seed(former)!, 'go')).toMatchObject({ compensate: first, state: 'compensating' });
  });

  it('goes on with the others where somebody has undone a node', () => {
    const states = seed('ssyfus', 2)!;
    expect(states.toString()).toBe('sszfu.');
    expect(advance(graph, states, 'go')).toMatchObject({ compensate: 1, state: 'compensating' });
  });

  it('goes on to the finally nodes where somebody has undone all that was left', () => {
    const states = seed('szyfus', 0, 2)!;
    expect(states.toString()).toBe('zzzfu.');
    expect(advance(graph, states, 'go')).toMatchObject({ start: [5], state: 'compensating' });
    expect(advance(graph, NodeStates.read('zzzfus'), 'go')).toMatchObject({ state: 'compensated' });
  });

  it.each([
    ['nothing is left', 'zzzfus'],
    ['nothing failed', 'ssssss'],
    ['it never began', '......'],
    ['it was stopped before', 'ss.cc.'],
  ])('is none where %s', (_, former) => {
    expect(seed(former)).toBeUndefined();
  });
});
