import { describe, expect, it } from 'vitest';
import { checkWorkflow } from './check-workflow.js';
import { node, PlainLanguage, taskNode, workflow } from './testing/given.js';
import type { WorkflowDefinition } from './workflow.js';

const language = new PlainLanguage();
const problemsOf = (definition: WorkflowDefinition) =>
  checkWorkflow(definition, language).map(({ pointer, detail }) => `${pointer} ${detail}`);
const input = { type: 'string', required: true, description: '' } as const;
const map = (id: string, dependsOn: string[] = [], more: object = {}) =>
  taskNode(id, dependsOn, { kind: 'map', items: 'inputs', maxParallel: 0, ...more });
const toB = [{ when: 'run.x', to: ['b'] }];
const choose = (more: object) => node('s', [], { kind: 'switch', cases: [], default: [], ...more });
const decide = (more: object) =>
  node('s', [], { kind: 'condition', when: 'run.x', then: [], else: [], ...more });

describe('a workflow without problems', () => {
  it.each<[string, WorkflowDefinition]>([
    ['one node', workflow([node('a')])],
    ['a diamond', workflow([node('a'), node('b', ['a']), node('c', ['a']), node('d', ['b', 'c'])])],
    ['nodes in any order', workflow([node('b', ['a']), node('a')])],
    [
      'a switch with its targets',
      workflow([choose({ cases: toB, default: ['c'] }), node('b', ['s']), node('c', ['s'])]),
    ],
    ['a condition that only skips', workflow([decide({ then: ['b'] }), node('b', ['s'])])],
    [
      'a join behind a switch',
      workflow([
        choose({ cases: toB }),
        node('b', ['s']),
        node('j', ['s', 'b'], { triggerRule: 'none_failed' }),
      ]),
    ],
    [
      'a reduce some way behind its map',
      workflow([map('m'), node('b', ['m']), taskNode('r', ['b'], { kind: 'reduce', map: 'm' })]),
    ],
    [
      'a finally reduce of a map, which has ended by then',
      workflow([map('m')], { finally: [taskNode('r', [], { kind: 'reduce', map: 'm' })] }),
    ],
    [
      'finally nodes of their own',
      workflow([node('a')], {
        finally: [node('f'), taskNode('g', ['f'], { params: { a: '{{ nodes.a }}' } })],
      }),
    ],
    [
      'an output of a node far before',
      workflow([node('a'), node('b', ['a']), taskNode('c', ['b'], { params: { x: ['{{nodes.a}}'] } })]),
    ],
    ['an item in a map', workflow([map('m', [], { params: { x: '{{ item.name }}' } })])],
    [
      'a compensation that knows its node',
      workflow([taskNode('a', [], { compensate: { task: 'undo', params: { x: '{{ nodes.a }}' } } })], {
        onFailure: 'compensate',
      }),
    ],
    [
      'an instant to wait for',
      workflow([
        node('w', [], { kind: 'waitUntil', until: '2026-03-01T00:00:00Z' }),
        node('v', [], { kind: 'waitUntil', until: '"2026-03-01T00:00:00Z"' }),
      ]),
    ],
    [
      'braces of an inline task, which are its own',
      workflow([
        taskNode('a', [], { task: { kind: 'shell', spec: { command: 'docker ps --format "{{.ID}}"' } } }),
      ]),
    ],
  ])('%s', (_, definition) => {
    expect(problemsOf(definition)).toEqual([]);
  });
});

describe('a broken workflow is told', () => {
  it.each<[string, WorkflowDefinition, string[]]>([
    ['no nodes', workflow([]), ['/nodes must have a node at least']],
    ['only finally nodes', workflow([], { finally: [node('f')] }), ['/nodes must have a node at least']],
    [
      'an id that is taken, also by a finally node',
      workflow([node('a'), node('a')], { finally: [node('a')] }),
      ['/nodes/1/id "a" is the id of /nodes/0 already', '/finally/0/id "a" is the id of /nodes/0 already'],
    ],
    ['an unknown node', workflow([node('a', ['x'])]), ['/nodes/0/dependsOn/0 there is no node "x"']],
    ['a self edge', workflow([node('a', ['a'])]), ['/nodes/0/dependsOn/0 "a" depends on itself']],
    ['an edge twice', workflow([node('a'), node('b', ['a', 'a'])]), ['/nodes/1/dependsOn/1 names "a" twice']],
    [
      'a cycle of two',
      workflow([node('a', ['b']), node('b', ['a'])]),
      ['/nodes/0/dependsOn/0 makes a cycle: a -> b -> a'],
    ],
    [
      'two cycles that share a node',
      workflow([node('a', ['b', 'c']), node('b', ['a']), node('c', ['a'])]),
      ['/nodes/0/dependsOn/0 makes a cycle: a -> b -> a', '/nodes/0/dependsOn/1 makes a cycle: a -> c -> a'],
    ],
    [
      'a cycle of finally nodes',
      workflow([node('a')], { finally: [node('f', ['g']), node('g', ['f'])] }),
      ['/finally/0/dependsOn/0 makes a cycle: f -> g -> f'],
    ],
    [
      'a switch target that does not exist, and what is reached by it only',
      workflow([choose({ cases: [{ when: 'run.x', to: ['typo'] }] }), node('b', ['s']), node('c', ['b'])]),
      [
        '/nodes/0/cases/0/to/0 there is no node "typo"',
        '/nodes/1 "b" is never reached: switch "s" has it among none of its targets',
        '/nodes/2 "c" is never reached: it waits for "b", which is never reached',
      ],
    ],
    [
      'a switch that chooses itself',
      workflow([choose({ default: ['s'] })]),
      ['/nodes/0/default/0 "s" cannot choose itself'],
    ],
    [
      'a condition target that does not follow it',
      workflow([decide({ then: ['b'], else: ['c'] }), node('b', ['s']), node('c', ['b'])]),
      ['/nodes/0/else/0 "c" does not depend on "s": name it in its dependsOn'],
    ],
    [
      'a join that every run skips',
      workflow([choose({ cases: toB }), node('b', ['s']), node('j', ['s'], { triggerRule: 'one_success' })]),
      ['/nodes/2 "j" is never reached: switch "s" has it among none of its targets'],
    ],
    [
      'a reduce of nothing',
      workflow([taskNode('r', [], { kind: 'reduce', map: 'm' })]),
      ['/nodes/0/map there is no node "m"'],
    ],
    [
      'a reduce of a task',
      workflow([taskNode('m'), taskNode('r', ['m'], { kind: 'reduce', map: 'm' })]),
      ['/nodes/1/map "m" is of kind task: a reduce needs a map'],
    ],
    [
      'a finally reduce that runs beside a finally map',
      workflow([node('a')], { finally: [map('m'), taskNode('r', [], { kind: 'reduce', map: 'm' })] }),
      ['/finally/1/map does not come after map "m": name it in dependsOn'],
    ],
    [
      'a reduce that runs beside its map',
      workflow([map('m'), taskNode('r', [], { kind: 'reduce', map: 'm' })]),
      ['/nodes/1/map does not come after map "m": name it in dependsOn'],
    ],
    [
      'a finally node that waits for another node, which runs before it anyway',
      workflow([node('a')], { finally: [node('f', ['a'])] }),
      [
        '/finally/0/dependsOn/0 "a" is none of the finally nodes: those run when all others have ended anyway, and depend on each other only',
      ],
    ],
    [
      'a node that waits for a finally node',
      workflow([node('a', ['f'])], { finally: [node('f')] }),
      ['/nodes/0/dependsOn/0 "f" is a finally node: it runs when all others have ended'],
    ],
    [
      'compensation without a compensation',
      workflow([taskNode('a')], { onFailure: 'compensate' }),
      ['/onFailure is compensate, and no node says by `compensate` how'],
    ],
    [
      'a zone that is none',
      workflow([node('a')], { timeZone: 'Mars/Olympus' }),
      ['/timeZone "Mars/Olympus" is no IANA time zone'],
    ],
    [
      'an offset for a zone',
      workflow([node('a')], { timeZone: '+02:00' }),
      ['/timeZone "+02:00" is no IANA time zone'],
    ],
    [
      'an unknown root',
      workflow([taskNode('a', [], { params: { 'a/b': [{ x: 'at {{ process.env }}' }] } })]),
      ['/nodes/0/params/a~1b/0/x the expression speaks of "process"'],
    ],
    [
      'a template that is not closed',
      workflow([taskNode('a', [], { params: { x: '{{ inputs' } })]),
      ['/nodes/0/params/x opens an expression by "{{" that no "}}" closes'],
    ],
    [
      'an input that is not declared',
      workflow([taskNode('a', [], { params: { x: '{{ inputs.day }}', y: '{{ inputs.shop }}' } })], {
        inputs: { day: input },
      }),
      ['/nodes/0/params/y there is no input "shop"'],
    ],
    [
      'outputs that are not there by then',
      workflow([
        taskNode('a', [], { params: { x: '{{ nodes.a }}{{ nodes.z }}{{ nodes.b }}' } }),
        node('b', ['a']),
      ]),
      [
        '/nodes/0/params/x speaks of its own node "a"',
        '/nodes/0/params/x there is no node "z"',
        '/nodes/0/params/x speaks of node "b", which does not end before "a" starts: name it in dependsOn',
      ],
    ],
    [
      'an item outside of a map',
      workflow([taskNode('a', [], { params: { x: '{{ item }}' } }), map('m', [], { items: 'item.x' })]),
      [
        '/nodes/0/params/x there is an `item` in the params of a map and of its compensation only',
        '/nodes/1/items there is an `item` in the params of a map and of its compensation only',
      ],
    ],
    [
      'a case that is a list',
      workflow([choose({ cases: [{ when: '[]', to: ['b'] }] }), node('b', ['s'])]),
      ['/nodes/0/cases/0/when must give true or false, and gives a list'],
    ],
    [
      'a wait for no instant',
      workflow([node('w', [], { kind: 'waitUntil', until: '2026-02-30T00:00:00Z' })]),
      ['/nodes/0/until the expression speaks of "2026-02-30T00:00:00Z"'],
    ],
    [
      'a wait for a text that is no instant',
      workflow([node('w', [], { kind: 'waitUntil', until: '"tomorrow"' })]),
      ['/nodes/0/until must give an instant, and gives "tomorrow"'],
    ],
  ])('%s', (_, definition, problems) => {
    expect(problemsOf(definition)).toEqual(problems);
  });

  it('too many expressions, once', () => {
    const params = (count: number) => ({ params: { x: '{{ typo }}'.repeat(count) } });
    expect(problemsOf(workflow([taskNode('a', [], params(20_001))]))).toEqual([
      '/nodes has 20001 expressions: 20000 are allowed; divide it into subworkflows',
    ]);
    expect(problemsOf(workflow([taskNode('a', [], params(20_000))]))).toHaveLength(20_000);
  });

  it('the first 1,000 cycles, each by its beginning and its end', () => {
    const ids = Array.from({ length: 5_000 }, (_, n) => `n${n}`);
    const chain = ids.map((id, n) => node(id, n === 0 ? ids.slice(1) : [ids[n - 1]!]));
    const problems = problemsOf(workflow(chain));
    expect(problems).toHaveLength(1_000);
    expect(problems.every((problem) => problem.length < 1_000)).toBe(true);
    expect(problems.at(-1)).toMatch(
      /cycle: n0 -> n1 -> .* -> n49 -> \(902 more\) -> n952 -> .* -> n1000 -> n0$/,
    );
  });

  it('all at once', () => {
    const broken = workflow([node('a', ['a', 'x']), node('b', ['c']), node('c', ['b']), node('b')]);
    expect(problemsOf(broken).map((problem) => problem.split(' ', 1)[0])).toEqual([
      '/nodes/3/id',
      '/nodes/0/dependsOn/0',
      '/nodes/0/dependsOn/1',
      '/nodes/1/dependsOn/0',
    ]);
  });
});
