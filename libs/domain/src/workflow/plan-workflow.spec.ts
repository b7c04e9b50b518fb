import { describe, expect, it } from 'vitest';
import { planWorkflow } from './plan-workflow.js';
import { node, workflow } from './testing/given.js';

const diamond = workflow([node('d', ['b', 'c']), node('a'), node('b', ['a']), node('c', ['a']), node('e')], {
  finally: [node('g', ['f']), node('f')],
});

describe('the plan', () => {
  it('puts each node behind the longest way to it, and the finally nodes last', () => {
    const { levels, width } = planWorkflow(diamond);
    expect(levels).toEqual([['a', 'e'], ['b', 'c'], ['d'], ['f'], ['g']]);
    expect(width).toBe(2);
  });

  it('finds the critical path by the number of nodes, and by their durations', () => {
    expect(planWorkflow(diamond).criticalPath).toEqual({ nodes: ['a', 'b', 'd', 'f', 'g'], durationMs: 5 });
    const slow = new Map([
      ['c', 500],
      ['f', 100],
    ]);
    expect(planWorkflow(diamond, slow).criticalPath).toEqual({
      nodes: ['a', 'c', 'd', 'f', 'g'],
      durationMs: 603,
    });
    const slower = new Map([['e', 10_000]]);
    expect(planWorkflow(diamond, slower).criticalPath.nodes).toEqual(['e', 'f', 'g']);
  });

  it('of a node that takes no time goes by the others', () => {
    const chain = workflow([node('a'), node('b', ['a'])]);
    expect(
      planWorkflow(
        chain,
        new Map([
          ['a', 0],
          ['b', 0],
        ]),
      ).criticalPath,
    ).toEqual({ nodes: ['a'], durationMs: 0 });
  });
});
