import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkflowNode } from '../node.js';
import { node, taskNode, workflow } from '../testing/given.js';
import { simulate } from '../testing/simulated-run.js';
import { triggerRules, type TriggerRule } from '../trigger-rule.js';
import { failureStrategies, type WorkflowDefinition } from '../workflow.js';
import { advance } from './advance.js';
import { judgeRule } from './judge-rule.js';
import type { NodeOutcome } from './node-state.js';
import { NodeStates } from './node-states.js';
import { runGraph } from './run-graph.js';

const outcomes = (failed: readonly string[], definition: WorkflowDefinition) => {
  const ids = [...definition.nodes, ...definition.finally].map(({ id }) => id);
  return {
    outcomeOf: (number: number): NodeOutcome => (failed.includes(ids[number]!) ? 'failed' : 'succeeded'),
  };
};
const undoable = (id: string, dependsOn: readonly string[] = []) =>
  taskNode(id, dependsOn, { compensate: { task: 'undo', params: {} } });

describe('a run', () => {
  it('starts what depends on nothing, then what its ends allow, and succeeds', () => {
    const diamond = workflow([node('a'), node('b', ['a']), node('c', ['a']), node('d', ['b', 'c'])]);
    const { started, state } = simulate(diamond, outcomes([], diamond));
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    expect(state).toBe('succeeded');
  });

  it('starts no more than maxParallel at once', () => {
    const fan = workflow([node('a'), node('b'), node('c')], { maxParallel: 2 });
    const graph = runGraph(fan);
    const first = advance(graph, NodeStates.allPending(3), 'go');
    expect(first.start).toEqual([0, 1]);
    expect(first.states.toString()).toBe('rrq');
    expect(simulate(fan, outcomes([], fan)).started).toEqual(['a', 'b', 'c']);
  });

  it('with `end` starts nothing more once nobody can take care of a failure any more', () => {
    const nodes = [
      node('bad'),
      node('good'),
      node('care', ['bad', 'good'], { triggerRule: 'all_failed' }),
      node('next', ['good']),
    ];
    const graph = runGraph(workflow(nodes));
    const next = advance(graph, NodeStates.read('fs..'), 'go', [1]);
    expect(next.states.toString()).toBe('fskc');
    expect(next).toMatchObject({ start: [], state: 'failed' });
  });

  it('with `end` lets only what comes behind a failure go on, by its rule', () => {
    const nodes = [
      node('bad'),
      node('slow'),
      node('other', ['slow']),
      node('behind', ['bad']),
      node('cleanup', ['bad', 'other'], { triggerRule: 'all_done' }),
      node('after', ['cleanup']),
    ];
    const definition = workflow(nodes);
    const { state, stateOf } = simulate(definition, outcomes(['bad'], definition));
    expect(state).toBe('failed');
    expect(nodes.map(({ id }) => stateOf(id))).toEqual([
      'failed',
      'succeeded',
      'cancelled',
      'upstream_failed',
      'succeeded',
      'succeeded',
    ]);
  });

  it('with `continue` lets everything go on that can, and fails all the same', () => {
    const definition = workflow([node('bad'), node('slow'), node('other', ['slow'])], {
      onFailure: 'continue',
    });
    const { state, stateOf } = simulate(definition, outcomes(['bad'], definition));
    expect([state, stateOf('other')]).toEqual(['failed', 'succeeded']);
  });

  it('succeeds when a failure was taken care of, and fails when that failed', () => {
    const nodes = [
      node('bad'),
      node('other'),
      node('later', ['other']),
      node('repair', ['bad'], { triggerRule: 'one_failed' }),
    ];
    const definition = workflow(nodes);
    const handled = simulate(definition, outcomes(['bad'], definition));
    expect([handled.state, handled.stateOf('later')]).toEqual(['succeeded', 'succeeded']);
    expect(simulate(definition, outcomes(['bad', 'repair'], definition)).state).toBe('failed');
  });

  it('starts finally nodes when all others have ended, whatever became of them', () => {
    const definition = workflow([node('bad'), node('b', ['bad'])], {
      finally: [node('y', ['x']), node('x')],
    });
    const { started, state } = simulate(definition, outcomes(['bad'], definition));
    expect(started).toEqual(['bad', 'x', 'y']);
    expect(state).toBe('failed');
    expect(simulate(definition, outcomes(['x'], definition)).state).toBe('failed');
  });

  it('undoes what had succeeded, the last first, before its finally nodes', () => {
    const definition = workflow(
      [
        undoable('a'),
        undoable('b', ['a']),
        node('plain', ['b']),
        undoable('c', ['plain']),
        undoable('bad', ['c']),
      ],
      { onFailure: 'compensate', finally: [node('last')] },
    );
    const { undone, state, started, stateOf } = simulate(definition, outcomes(['bad'], definition));
    expect(undone).toEqual(['c', 'b', 'a']);
    expect(started.at(-1)).toBe('last');
    expect([state, stateOf('a'), stateOf('bad')]).toEqual(['compensated', 'compensated', 'failed']);
  });

  it('undoes a map that failed, too: some of its items may have succeeded', () => {
    const map = { ...undoable('m', ['a']), kind: 'map', items: [1, 2], maxParallel: 0 } as WorkflowNode;
    const definition = workflow([undoable('a'), map, undoable('c', ['m'])], { onFailure: 'compensate' });
    const { undone, state, stateOf } = simulate(definition, outcomes(['m'], definition));
    expect(undone).toEqual(['m', 'a']);
    expect([state, stateOf('m'), stateOf('c')]).toEqual(['compensated', 'compensated', 'upstream_failed']);
  });

  it('stops undoing where that fails, and says so', () => {
    const definition = workflow([undoable('a'), undoable('b', ['a']), node('bad', ['b'])], {
      onFailure: 'compensate',
    });
    const { undone, state, stateOf } = simulate(definition, {
      ...outcomes(['bad'], definition),
      isUndone: () => false,
    });
    expect([undone, state, stateOf('a')]).toEqual([['b'], 'compensation_failed', 'succeeded']);
  });

  it('starts nothing while it is paused, and goes on afterwards', () => {
    const chain = workflow([node('a'), node('b', ['a'])]);
    const graph = runGraph(chain);
    const { states } = advance(graph, NodeStates.allPending(2), 'go');
    states.set(0, 'succeeded');
    const paused = advance(graph, states, 'pause', [0]);
    expect([paused.state, paused.start, paused.states.toString()]).toEqual(['paused', [], 'sq']);
    expect(advance(graph, paused.states, 'go').start).toEqual([1]);
  });

  it('that is stopped starts nothing but its finally nodes', () => {
    const definition = workflow([undoable('a'), node('b', ['a']), node('bad')], {
      finally: [node('last')],
      onFailure: 'compensate',
    });
    const { started, state, undone, stateOf } = simulate(definition, {
      ...outcomes(['bad'], definition),
      controlAt: (step) => (step > 0 ? 'stop' : 'go'),
    });
    expect([started, state, undone]).toEqual([['a', 'bad', 'last'], 'cancelled', []]);
    expect(stateOf('b')).toBe('cancelled');
  });

  it('takes its steps quickly however long it is', () => {
    const chain = workflow(Array.from({ length: 10_000 }, (_, n) => node(`n${n}`, n ? [`n${n - 1}`] : [])));
    const graph = runGraph(chain);
    let { states } = advance(graph, NodeStates.allPending(10_000), 'go');
    const since = performance.now();
    for (let number = 0; number < 9_999; number += 1) {
      states.set(number, 'succeeded');
      ({ states } = advance(graph, states, 'go', [number]));
    }
    expect(states.of(9_999)).toBe('running');
    expect(performance.now() - since).toBeLessThan(3_000);
  });
});

const nodesOf = (rows: readonly [number[], TriggerRule, boolean][], prefix: string) =>
  rows.map(([above, triggerRule, isUndoable], number) => {
    const ids = number === 0 ? [] : above.map((each) => `${prefix}${each % number}`);
    const undo = isUndoable ? { compensate: { task: 'undo', params: {} } } : {};
    return taskNode(`${prefix}${number}`, [...new Set(ids)], { triggerRule, ...undo });
  });
const rows = (most: number) =>
  fc.array(fc.tuple(fc.array(fc.nat(), { maxLength: 4 }), fc.constantFrom(...triggerRules), fc.boolean()), {
    minLength: 1,
    maxLength: most,
  });
const definitions = fc
  .tuple(rows(30), rows(4), fc.constantFrom(...failureStrategies), fc.nat(3))
  .map(([nodes, last, onFailure, maxParallel]) =>
    workflow(nodesOf(nodes, 'n'), { finally: nodesOf(last, 'f'), onFailure, maxParallel }),
  );
const fates = fc.array(
  fc.constantFrom<NodeOutcome>('succeeded', 'succeeded', 'failed', 'skipped', 'cancelled'),
  {
    minLength: 34,
    maxLength: 34,
  },
);
const choices = fc.infiniteStream(fc.nat(100));

describe('any graph with any outcomes', () => {
  it('ends, with every node ended, and the state tells how', () => {
    fc.assert(
      fc.property(definitions, fates, choices, (definition, fate, choice) => {
        const pick = () => choice.next().value as number;
        const { states, state } = simulate(definition, { outcomeOf: (number) => fate[number]!, pick });
        expect(states.count('pending', 'ready', 'running', 'compensating')).toBe(0);
        expect(['succeeded', 'failed', 'compensated']).toContain(state);
        if (states.count('failed') === 0) expect(state).toBe('succeeded');
      }),
    );
  });

  it('comes to the same end when whoever leads it dies at any step', () => {
    fc.assert(
      fc.property(
        definitions,
        fates,
        fc.array(fc.nat(100), { minLength: 100, maxLength: 100 }),
        fc.func(fc.boolean()),
        (definition, fate, picks, crashesAt) => {
          const run = (crashes: boolean) => {
            let at = 0;
            const pick = () => picks[at++ % picks.length]!;
            return simulate(definition, {
              outcomeOf: (number) => fate[number]!,
              pick,
              ...(crashes && { crashesAt }),
            });
          };
          const [whole, broken] = [run(false), run(true)];
          expect(broken.states.toString()).toBe(whole.states.toString());
          expect([broken.state, broken.started, broken.undone]).toEqual([
            whole.state,
            whole.started,
            whole.undone,
          ]);
        },
      ),
    );
  });

  it('starts no node before its rule is met, none twice, and never more than may run', () => {
    fc.assert(
      fc.property(definitions, fates, choices, (definition, fate, choice) => {
        const graph = runGraph(definition);
        let states = NodeStates.allPending(graph.nodes.all.length);
        const seen = new Set<number>();
        for (;;) {
          const next = advance(graph, states, 'go');
          for (const number of next.start) {
            const above = graph.upstream[number]!.map((each) => next.states.of(each));
            const counted = (...of: string[]) => above.filter((state) => of.includes(state)).length;
            const tally = {
              total: above.length,
              succeeded: counted('succeeded', 'compensated', 'compensation_failed'),
              failed: counted('failed', 'upstream_failed'),
              skipped: counted('skipped', 'cancelled'),
            };
            expect(judgeRule(graph.rules[number]!, tally)).toBe('start');
            expect(seen.has(number)).toBe(false);
            seen.add(number);
          }
          states = next.states;
          const running = states.numbers('running', 'compensating');
          if (definition.maxParallel > 0)
            expect(states.count('running')).toBeLessThanOrEqual(definition.maxParallel);
          if (running.length === 0) return;
          const number = running[(choice.next().value as number) % running.length]!;
          states.set(number, states.of(number) === 'running' ? fate[number]! : 'compensated');
        }
      }),
    );
  });

  it('ends as cancelled when somebody stops it, and starts no other nodes afterwards but the finally nodes', () => {
    fc.assert(
      fc.property(definitions, fates, fc.nat(20), (definition, fate, stopAt) => {
        const before = simulate(definition, {
          outcomeOf: (number) => fate[number]!,
          controlAt: (step) => (step >= stopAt ? 'stop' : 'go'),
        });
        expect(before.states.count('pending', 'ready', 'running', 'compensating')).toBe(0);
        const finals = definition.finally.map(({ id }) => id);
        if (stopAt === 0) expect(before.started.every((id) => finals.includes(id))).toBe(true);
        if (stopAt === 0) expect(before.state).toBe('cancelled');
      }),
    );
  });
});
