import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { node, workflow } from '../testing/given.js';
import { advance } from './advance.js';
import { NodeStates } from './node-states.js';
import { runGraph } from './run-graph.js';
import { seedRerun } from './seed-rerun.js';

const chain = runGraph(
  workflow([node('a'), node('b', ['a']), node('c', ['b']), node('side')], { finally: [node('last')] }),
);
const seed = (former: string, from: Parameters<typeof seedRerun>[2], marks = new Map()) =>
  seedRerun(chain, NodeStates.read(former), from, marks).toString();

describe('a rerun', () => {
  it.each<[string, string, Parameters<typeof seedRerun>[2], string]>([
    ['from the start', 'sfuss', { kind: 'start' }, '.....'],
    ['from what failed', 'sfuss', { kind: 'failed' }, 's..s.'],
    ['of what was cancelled', 'scccs', { kind: 'failed' }, 's....'],
    ['of what was undone', 'zfuss', { kind: 'failed' }, '...s.'],
    ['from a node on', 'sssss', { kind: 'node', number: 1, isWithDownstream: true }, 'sq.s.'],
    ['of a node alone', 'sssfs', { kind: 'node', number: 1, isWithDownstream: false }, 'sqsk.'],
  ])('%s of %s', (_, former, from, states) => {
    expect(seed(former, from)).toBe(states);
  });

  it('starts the node that was asked for, whatever became of those above it', () => {
    const from = { kind: 'node', number: 1, isWithDownstream: true } as const;
    const states = seedRerun(chain, NodeStates.read('fuus.'), from, new Map());
    expect(states.toString()).toBe('kq.s.');
    expect(advance(chain, states, 'go').start).toEqual([1]);
  });

  it('takes marks for what they say', () => {
    expect(seed('sfuss', { kind: 'failed' }, new Map([[1, 'succeeded']]))).toBe('ss.s.');
    expect(seed('sfuss', { kind: 'start' }, new Map([[0, 'skipped']]))).toBe('k....');
  });

  it('keeps a branch that was not chosen skipped, unless it is chosen anew', () => {
    const branch = { kind: 'condition', when: 'true', then: ['yes'], else: ['no'] };
    const nodes = [node('if', [], branch), node('yes', ['if']), node('no', ['if']), node('after', ['no'])];
    const graph = runGraph(workflow(nodes));
    const former = NodeStates.read('sfkk');
    expect(seedRerun(graph, former, { kind: 'failed' }, new Map()).toString()).toBe('s.kk');
    const anew = { kind: 'node', number: 0, isWithDownstream: true } as const;
    expect(seedRerun(graph, former, anew, new Map()).toString()).toBe('q...');
  });

  it('from a node that leads into a branch does not run it where it was not chosen', () => {
    const branch = { kind: 'condition', when: 'true', then: ['yes'], else: ['no'] };
    const nodes = [node('if', [], branch), node('a'), node('yes', ['if']), node('no', ['if', 'a'])];
    const graph = runGraph(workflow(nodes));
    const from = (number: number) => ({ kind: 'node', number, isWithDownstream: true }) as const;
    expect(seedRerun(graph, NodeStates.read('sssk'), from(1), new Map()).toString()).toBe('sqsk');
    expect(seedRerun(graph, NodeStates.read('sssk'), from(3), new Map()).toString()).toBe('sssq');
  });

  it('always has something to begin with, or is over at once', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[sfukc]{5}$/), (former) => {
        const states = seedRerun(chain, NodeStates.read(former), { kind: 'failed' }, new Map());
        const next = advance(chain, states, 'go');
        expect(next.start.length > 0 || next.states.count('pending', 'ready') === 0).toBe(true);
      }),
    );
  });
});
