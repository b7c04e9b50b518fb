import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkWorkflow } from './check-workflow.js';
import type { WorkflowNode } from './node.js';
import { planWorkflow } from './plan-workflow.js';
import { node, PlainLanguage, taskNode, workflow } from './testing/given.js';
import { triggerRules } from './trigger-rule.js';

const language = new PlainLanguage();

/** Graphs whose nodes depend on earlier ones only, given in a random order. */
const graphs = fc
  .array(fc.tuple(fc.array(fc.nat(), { maxLength: 5 }), fc.constantFrom(...triggerRules)), {
    minLength: 2,
    maxLength: 40,
  })
  .chain((rows) => {
    const nodes = rows.map(([above, triggerRule], number) => {
      const ids = number === 0 ? [] : above.map((each) => `n${each % number}`);
      return node(`n${number}`, [...new Set(ids)], { triggerRule });
    });
    return fc.shuffledSubarray(nodes, { minLength: nodes.length });
  });

function upstreamOf(nodes: readonly WorkflowNode[], id: string): Set<string> {
  const byId = new Map(nodes.map((each) => [each.id, each]));
  const found = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const above of byId.get(at)!.dependsOn) {
      if (!found.has(above)) open.push(above);
      found.add(above);
    }
  }
  return found;
}

/** Whether each of the names depends on the one before it. */
function isWay(nodes: readonly WorkflowNode[], ids: readonly string[]): boolean {
  const byId = new Map(nodes.map((each) => [each.id, each]));
  return ids.slice(1).every((id, index) => byId.get(id)!.dependsOn.includes(ids[index]!));
}

describe('any graph without cycles', () => {
  it('has no problems, and a plan that keeps its edges', () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        expect(checkWorkflow(workflow(nodes), language)).toEqual([]);
        const { levels, criticalPath, width } = planWorkflow(workflow(nodes));
        const level = new Map(levels.flatMap((ids, index) => ids.map((id) => [id, index] as const)));
        expect(level.size).toBe(nodes.length);
        expect(Math.max(...levels.map(({ length }) => length))).toBe(width);
        for (const { id, dependsOn } of nodes) {
          const above = Math.max(-1, ...dependsOn.map((each) => level.get(each)!));
          expect(level.get(id)).toBe(above + 1);
        }
        expect(isWay(nodes, criticalPath.nodes)).toBe(true);
        expect(criticalPath.durationMs).toBe(levels.length);
      }),
    );
  });

  it('with an edge back to a node before has a cycle that is one, and none once the named edge is gone', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), fc.nat(), (nodes, which, whither) => {
        const last = nodes[which % nodes.length]!;
        const before = [...upstreamOf(nodes, last.id)];
        fc.pre(before.length > 0);
        const first = before[whither % before.length]!;
        const broken = nodes.map((each) =>
          each.id === first ? { ...each, dependsOn: [...each.dependsOn, last.id] } : each,
        );
        const problems = checkWorkflow(workflow(broken), language);
        expect(problems.length).toBeGreaterThan(0);
        const cutEdges = new Set(problems.map(({ pointer }) => pointer));
        for (const { detail } of problems) {
          const ids = /^makes a cycle: (.*)$/.exec(detail)![1]!.split(' -> ');
          expect(ids.at(-1)).toBe(ids[0]);
          expect(new Set(ids).size).toBe(ids.length - 1);
          expect(isWay(broken, ids)).toBe(true);
        }
        const mended = broken.map((each, index) => ({
          ...each,
          dependsOn: each.dependsOn.filter((_, place) => !cutEdges.has(`/nodes/${index}/dependsOn/${place}`)),
        }));
        expect(checkWorkflow(workflow(mended), language)).toEqual([]);
      }),
    );
  });

  it('lets an expression speak of exactly the nodes before it', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), fc.nat(), (nodes, which, whose) => {
        const { id, dependsOn } = nodes[which % nodes.length]!;
        const spoken = nodes[whose % nodes.length]!.id;
        const params = { x: `{{ nodes.${spoken} }}` };
        const all = nodes.map((each) =>
          each.id === id ? taskNode(id, dependsOn, { params, triggerRule: each.triggerRule }) : each,
        );
        const isClean = checkWorkflow(workflow(all), language).length === 0;
        expect(isClean).toBe(upstreamOf(nodes, id).has(spoken));
      }),
    );
  });
});

describe('a large graph', () => {
  const count = 10_000;
  const timed = (work: () => void): number => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };

  it('of 10,000 nodes and 50,000 edges, each node with an expression, is checked and planned in well under a second', () => {
    const nodes = Array.from({ length: count }, (_, number) => {
      const above = Array.from(
        { length: Math.min(number, 5) },
        (_, each) => `n${(number * 7_919 + each * 104_729) % number}`,
      );
      const dependsOn = [...new Set(above)];
      const params = dependsOn[0] ? { x: `{{ nodes.${dependsOn[0]} }}` } : {};
      return taskNode(`n${number}`, dependsOn, { params });
    });
    expect(nodes.reduce((edges, { dependsOn }) => edges + dependsOn.length, 0)).toBeGreaterThan(45_000);
    const ms = timed(() => {
      expect(checkWorkflow(workflow(nodes), language)).toEqual([]);
      expect(planWorkflow(workflow(nodes)).levels.flat()).toHaveLength(count);
    });
    expect(ms).toBeLessThan(2_000);
  });

  it('that is one chain is walked without a deep stack, forwards and backwards', () => {
    const ids = Array.from({ length: count }, (_, number) => `n${number}`);
    const forwards = workflow(ids.map((id, number) => node(id, number === 0 ? [] : [ids[number - 1]!])));
    expect(checkWorkflow(forwards, language)).toEqual([]);
    expect(planWorkflow(forwards).levels).toHaveLength(count);
    const backwards = workflow([...forwards.nodes].reverse());
    expect(checkWorkflow(backwards, language)).toEqual([]);
    const ring = workflow(
      forwards.nodes.map((each, number) => (number === 0 ? node('n0', [ids.at(-1)!]) : each)),
    );
    const [problem, ...others] = checkWorkflow(ring, language);
    expect(others).toEqual([]);
    expect(problem!.detail).toMatch(/^makes a cycle: n0 -> n1 -> .* -> \(9901 more\) -> .* -> n9999 -> n0$/);
  });

  it('has its limit', () => {
    const many = Array.from({ length: count + 1 }, (_, number) => node(`n${number}`));
    expect(checkWorkflow(workflow(many), language)).toEqual([
      {
        pointer: '/nodes',
        detail: 'has 10001 nodes with the finally nodes: 10000 are allowed; divide it into subworkflows',
      },
    ]);
  });
});
