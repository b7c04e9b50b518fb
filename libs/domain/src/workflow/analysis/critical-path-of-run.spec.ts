import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runGraph, type RunGraph } from '../run/run-graph.js';
import { node, workflow } from '../testing/given.js';
import { triggerRules } from '../trigger-rule.js';
import type { WorkflowDefinition } from '../workflow.js';
import { criticalPathOfRun, type NodeSpan } from './critical-path-of-run.js';

const at = (ms: number) => new Date(1_772_323_200_000 + ms);
const span = (from: number, to: number): NodeSpan => ({ startedAt: at(from), endedAt: at(to) });

/** The path as `id from-to after wait`. */
function pathOf(definition: WorkflowDefinition, spans: Record<string, readonly [number, number]>): string[] {
  const graph = runGraph(definition);
  const byNumber = new Map(
    Object.entries(spans).map(([id, [from, to]]) => [graph.nodes.numberOf(id)!, span(from, to)] as const),
  );
  return criticalPathOfRun(graph, byNumber, at(0)).map(({ number, startedAt, endedAt, waitMs }) => {
    const [from, to] = [startedAt, endedAt].map((each) => each.getTime() - at(0).getTime());
    return `${graph.nodes.all[number]!.node.id} ${from}-${to} after ${waitMs}`;
  });
}

describe('the critical path of a workflow run', () => {
  const diamond = [node('a'), node('b', ['a']), node('c', ['a']), node('d', ['b', 'c'])];

  it('goes back from the node that ended last over those that ended last above', () => {
    expect(pathOf(workflow(diamond), { a: [5, 10], b: [10, 20], c: [12, 90], d: [95, 100] })).toEqual([
      'a 5-10 after 5',
      'c 12-90 after 2',
      'd 95-100 after 5',
    ]);
  });

  it('ends with the node that ended last, though it is no last node of the graph', () => {
    const two = workflow([...diamond, node('slow')]);
    const spans = { a: [0, 1], b: [1, 2], c: [1, 2], d: [2, 3], slow: [0, 50] } as const;
    expect(pathOf(two, spans)).toEqual(['slow 0-50 after 0']);
  });

  it('leaves out nodes above that ended after the start, where the first is enough', () => {
    const race = workflow([node('a'), node('b'), node('c', ['a', 'b'], { triggerRule: 'one_success' })]);
    expect(pathOf(race, { a: [0, 10], b: [0, 40], c: [10, 60] })).toEqual([
      'a 0-10 after 0',
      'c 10-60 after 0',
    ]);
  });

  it('begins with a node that starts always', () => {
    const always = workflow([node('a'), node('b', ['a'], { triggerRule: 'always' })]);
    expect(pathOf(always, { a: [0, 10], b: [0, 60] })).toEqual(['b 0-60 after 0']);
  });

  it('passes through nodes that never started', () => {
    const branches = workflow([
      node('a'),
      node('which', ['a']),
      node('left', ['which']),
      node('more', ['left']),
      node('join', ['more'], { triggerRule: 'all_done' }),
    ]);
    expect(pathOf(branches, { a: [0, 10], which: [10, 11], join: [12, 20] })).toEqual([
      'a 0-10 after 0',
      'which 10-11 after 0',
      'join 12-20 after 1',
    ]);
  });

  it('passes through a node that could not start before all above it had ended', () => {
    const early = workflow([
      node('bad'),
      node('slow'),
      node('never', ['bad', 'slow']),
      node('rescue', ['never'], { triggerRule: 'one_failed' }),
    ]);
    expect(pathOf(early, { bad: [0, 10], slow: [0, 40], rescue: [10, 60] })).toEqual([
      'bad 0-10 after 0',
      'rescue 10-60 after 0',
    ]);
  });

  it('leads from the finally nodes to the last of the others', () => {
    const whole = workflow(diamond, {
      finally: [node('f'), node('g', ['f']), node('h', ['f'], { triggerRule: 'always' })],
    });
    const others = { a: [0, 10], b: [10, 20], c: [10, 30], d: [30, 40], g: [50, 60] } as const;
    const spans = { ...others, f: [41, 50] } as const;
    expect(pathOf(whole, spans).map((step) => step[0])).toEqual(['a', 'c', 'd', 'f', 'g']);
    expect(pathOf(whole, others).map((step) => step[0])).toEqual(['a', 'c', 'd', 'g']);
    expect(pathOf(whole, { ...spans, h: [41, 99] }).map((step) => step[0])).toEqual(['a', 'c', 'd', 'h']);
  });

  it('of nodes that took no time has the last of them', () => {
    expect(pathOf(workflow(diamond), { a: [0, 0], b: [0, 0], c: [0, 0], d: [0, 0] })).toEqual([
      'a 0-0 after 0',
      'b 0-0 after 0',
      'd 0-0 after 0',
    ]);
  });

  it('of a run in which nothing started is empty', () => {
    expect(pathOf(workflow(diamond), {})).toEqual([]);
  });

  it('of a chain of 10,000 nodes is all of them', () => {
    const ids = Array.from({ length: 10_000 }, (_, number) => `n${number}`);
    const chain = workflow(ids.map((id, number) => node(id, number === 0 ? [] : [ids[number - 1]!])));
    const spans = Object.fromEntries(ids.map((id, number) => [id, [number, number + 1] as const]));
    expect(pathOf(chain, spans)).toHaveLength(10_000);
  });
});

/** Graphs with finally nodes, each node with the ids above it, its rule, its time of waiting and running, and whether it runs. */
const rows = fc.array(
  fc.record({
    above: fc.array(fc.nat(), { maxLength: 4 }),
    triggerRule: fc.constantFrom(...triggerRules),
    startMs: fc.nat({ max: 50 }),
    runMs: fc.nat({ max: 50 }),
    ran: fc.boolean(),
    isFinal: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);
type Rows = typeof rows extends fc.Arbitrary<infer Value> ? Value : never;

function graphOf(given: Rows): RunGraph {
  const parts: Record<'nodes' | 'finally', ReturnType<typeof node>[]> = { nodes: [node('n')], finally: [] };
  for (const [number, { above, triggerRule, isFinal }] of given.entries()) {
    const part = isFinal ? parts.finally : parts.nodes;
    const ids = part.length === 0 ? [] : above.map((each) => part[each % part.length]!.id);
    part.push(node(`n${number}`, [...new Set(ids)], { triggerRule }));
  }
  return runGraph(workflow(parts.nodes, { finally: parts.finally }));
}

function rowOf(graph: RunGraph, given: Rows, number: number): Rows[number] | undefined {
  return given[Number(graph.nodes.all[number]!.node.id.slice(1))];
}

/** Times as a run has them in which every node waits for all above it. */
function orderlySpans(graph: RunGraph, given: Rows): Map<number, NodeSpan> {
  const spans = new Map<number, NodeSpan>();
  const ends: number[] = [];
  const ordinary = graph.order.filter((number) => number < graph.firstFinal);
  const final = graph.order.filter((number) => number >= graph.firstFinal);
  for (const number of [...ordinary, ...final]) {
    const before = number < graph.firstFinal ? 0 : Math.max(0, ...ordinary.map((each) => ends[each]!));
    const { startMs = 0, runMs = 1, ran = true } = rowOf(graph, given, number) ?? {};
    const ready = Math.max(before, ...graph.upstream[number]!.map((above) => ends[above]!));
    ends[number] = ran ? ready + startMs + runMs : ready;
    if (ran) spans.set(number, span(ready + startMs, ready + startMs + runMs));
  }
  return spans;
}

/** Times that no run can have. */
function wildSpans(graph: RunGraph, given: Rows): Map<number, NodeSpan> {
  const spans = new Map<number, NodeSpan>();
  for (const number of graph.nodes.all.keys()) {
    const row = rowOf(graph, given, number);
    if (row?.ran) spans.set(number, span(row.startMs, row.startMs + row.runMs));
  }
  return spans;
}

/** Whether there is a way down from one node to another over nodes that did not run. */
function leadsTo(graph: RunGraph, spans: ReadonlyMap<number, NodeSpan>, from: number, to: number): boolean {
  if (from < graph.firstFinal && to >= graph.firstFinal) return true;
  const open = [to];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (graph.upstream[each]!.includes(from)) return true;
    open.push(...graph.upstream[each]!.filter((above) => !spans.has(above)));
  }
  return false;
}

describe('the critical path of any workflow run', () => {
  it.each([
    ['with the times of a run', orderlySpans],
    ['with any times', wildSpans],
  ])('%s is a path of the graph, and its spans do not overlap', (_, spansOf) => {
    fc.assert(
      fc.property(rows, (given) => {
        const graph = graphOf(given);
        const spans = spansOf(graph, given);
        const path = criticalPathOfRun(graph, spans, at(0));
        expect(path.length > 0).toBe(spans.size > 0);
        for (const [index, step] of path.entries()) {
          const former = path[index - 1];
          expect(spans.has(step.number)).toBe(true);
          expect(step.endedAt.getTime()).toBeGreaterThanOrEqual(step.startedAt.getTime());
          if (!former) continue;
          expect(leadsTo(graph, spans, former.number, step.number)).toBe(true);
          expect(step.startedAt.getTime()).toBeGreaterThanOrEqual(former.endedAt.getTime());
        }
      }),
    );
  });

  it('accounts for the whole time from the beginning to the last end', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const graph = graphOf(given);
        const spans = orderlySpans(graph, given);
        const path = criticalPathOfRun(graph, spans, at(0));
        const told = path.reduce(
          (sum, { startedAt, endedAt, waitMs }) => sum + waitMs + endedAt.getTime() - startedAt.getTime(),
          0,
        );
        const lastEnd = Math.max(
          0,
          ...[...spans.values()].map(({ endedAt }) => endedAt.getTime() - at(0).getTime()),
        );
        expect(told).toBe(lastEnd);
      }),
    );
  });
});
