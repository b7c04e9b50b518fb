import { describe, expect, it } from 'vitest';
import { readWorkflow } from './read-workflow.js';

const inline = { kind: 'shell', spec: { command: 'true' } };
const problemsOf = async (body: unknown) => {
  const read = await readWorkflow(body);
  return read.kind === 'read' ? [] : read.problems.map(({ pointer, detail }) => `${pointer} ${detail}`);
};
const withNode = (node: unknown) => ({ name: 'etl', nodes: [node] });

describe('reading a workflow', () => {
  it('fills in every default', async () => {
    const nodes = [
      { id: 'a', kind: 'task', task: inline, dependsOn: [] },
      { id: 'b', kind: 'task', task: 'hello', dependsOn: ['a'], triggerRule: 'all_success' },
      { id: 'c', kind: 'noop', dependsOn: ['a', 'b'] },
    ];
    const read = await readWorkflow({ name: 'etl', inputs: { day: { type: 'date' } }, nodes });
    expect(read).toMatchObject({
      kind: 'read',
      definition: {
        project: 'default',
        onFailure: 'end',
        maxParallel: 0,
        timeZone: 'UTC',
        inputs: { day: { type: 'date', required: true } },
        nodes: [
          {
            task: { kind: 'shell', group: 'default', timeoutMs: 3_600_000 },
            params: {},
            triggerRule: 'all_success',
          },
          { task: 'hello', dependsOn: ['a'] },
          { kind: 'noop', description: '' },
        ],
        finally: [],
      },
    });
  });

  it.each<[string, object]>([
    ['switch', { cases: [{ when: 'true', to: ['a'] }] }],
    ['condition', { when: 'true', then: ['a'] }],
    ['subworkflow', { workflow: 'other', version: 3, inputs: { a: 1 } }],
    ['map', { task: 'hello', items: 'inputs.shops' }],
    ['map', { task: inline, items: [1, { a: [] }] }],
    ['reduce', { task: 'hello', map: 'm', retry: { maxAttempts: 3 }, compensate: { task: inline } }],
    ['delay', { delayMs: 60_000 }],
    ['waitUntil', { until: 'time.planned' }],
    ['approval', { message: 'Go on?', approvers: ['ada'], deadlineMs: 1000, onDeadline: 'skip' }],
    ['dependent', { workflow: 'other', node: 'a', lookbackMs: 0 }],
    ['event', { event: 'orders.closed', match: { shop: '{{ inputs.shop }}' } }],
    ['noop', {}],
  ])('takes a node of kind %s', async (kind, fields) => {
    expect(await problemsOf(withNode({ id: 'n', kind, ...fields }))).toEqual([]);
  });

  it('takes a field without a value, as YAML has them, for left out', async () => {
    const node = { id: 'a', kind: 'noop', dependsOn: null, description: null };
    const read = await readWorkflow({ name: 'etl', description: null, finally: null, nodes: [node] });
    expect(read).toMatchObject({ definition: { description: '', finally: [], nodes: [{ dependsOn: [] }] } });
  });

  it('does so however deep, but for JSON that is free', async () => {
    const undo = { task: { ...inline, retry: null }, params: null, timeoutMs: null };
    const task = { ...inline, routing: null, labels: null, params: { a: null } };
    const call = { kind: 'http', spec: { url: 'http://example.org', headers: null, body: { a: null } } };
    const nodes = [
      { id: 'a', kind: 'task', task, retry: null, compensate: undo, params: { a: { b: null } } },
      { id: 'b', kind: 'switch', cases: [{ when: 'true', to: ['a'] }], default: null },
      { id: 'c', kind: 'map', task: call, items: [null, { a: null }] },
      { id: 'd', kind: 'subworkflow', workflow: 'w', inputs: { a: null } },
      { id: 'e', kind: 'event', event: 'e', match: { a: null } },
    ];
    const inputs = { o: { type: 'object', default: { a: null }, choices: [{ a: null }], min: null } };
    const read = await readWorkflow({ name: 'etl', inputs, nodes });
    expect(read).toMatchObject({
      definition: {
        inputs: { o: { default: { a: null }, choices: [{ a: null }] } },
        nodes: [
          {
            task: { routing: { policy: expect.any(String) as string }, labels: {}, params: { a: null } },
            params: { a: { b: null } },
            compensate: { task: { retry: { maxAttempts: expect.any(Number) as number } }, params: {} },
          },
          { default: [] },
          { task: { spec: { body: { a: null } } }, items: [null, { a: null }] },
          { inputs: { a: null } },
          { match: { a: null } },
        ],
      },
    });
    expect(JSON.stringify(read)).not.toMatch(/"(retry|timeoutMs|headers|min)":null/);
  });

  it.each<[unknown, string[]]>([
    [[], [' must be an object']],
    [null, [' must be an object']],
    [{ name: 'etl', nodes: {} }, ['/nodes must be a list']],
    [{ name: 'etl', inputs: [], nodes: [] }, ['/inputs must be an object']],
    [withNode('a'), ['/nodes/0 must be an object']],
    [
      withNode({ id: 'a', kind: 'magic' }),
      [
        '/nodes/0/kind kind must be one of task, switch, condition, subworkflow, map, reduce, delay, waitUntil, approval, dependent, event, noop',
      ],
    ],
    [withNode({ id: 'a', kind: 'noop', color: 1 }), ['/nodes/0/color property color should not exist']],
    [withNode({ id: 'a', kind: 'noop', then: [] }), ['/nodes/0/then property then should not exist']],
    [withNode({ id: 'a', kind: 'delay' }), ['/nodes/0/delayMs']],
    [withNode({ id: 'a b', kind: 'noop' }), ['/nodes/0/id']],
    [
      withNode({ id: 'a', kind: 'noop', triggerRule: 'maybe' }),
      ['/nodes/0/triggerRule triggerRule must be one of'],
    ],
    [withNode({ id: 'a', kind: 'task' }), ['/nodes/0/task']],
    [withNode({ id: 'a', kind: 'task', task: '' }), ['/nodes/0/task']],
    [withNode({ id: 'a', kind: 'task', task: 'a b' }), ['/nodes/0/task']],
    [withNode({ id: 'a', kind: 'task', task: 7 }), ['/nodes/0/task']],
    [withNode({ id: 'a', kind: 'task', task: { kind: 'shell', spec: {} } }), ['/nodes/0/task/spec/command']],
    [withNode({ id: 'a', kind: 'task', task: { ...inline, name: 'x' } }), ['/nodes/0/task/name']],
    [
      withNode({
        id: 'a',
        kind: 'task',
        task: 'b',
        compensate: { task: { kind: 'http', spec: { url: 'x' } } },
      }),
      ['/nodes/0/compensate/task/spec/url'],
    ],
    [withNode({ id: 'a', kind: 'map', task: 'b', items: 5 }), ['/nodes/0/items']],
    [withNode({ id: 'a', kind: 'switch', cases: [] }), ['/nodes/0/cases']],
    [withNode({ id: 'a', kind: 'switch', cases: [{ when: '', to: ['b'] }] }), ['/nodes/0/cases/0/when']],
    [{ name: 'etl', inputs: { 'a/b': { type: 'text' } }, nodes: [] }, ['/inputs/a~1b/type']],
    [{ nodes: [], finally: [{}], maxParallel: -1 }, ['/name', '/maxParallel', '/finally/0/kind']],
    [
      {
        name: 'etl',
        inputs: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`i${n}`, {}])),
        nodes: [],
      },
      ['/inputs must have at most 200 inputs'],
    ],
    [
      { name: 'etl', nodes: new Array(10_001).fill({}) },
      ['/nodes must have at most 10000 nodes: divide it into subworkflows'],
    ],
  ])('names what is wrong (%#)', async (body, problems) => {
    const told = await problemsOf(body);
    for (const problem of problems) expect(told).toContainEqual(expect.stringContaining(problem));
    const places = problems.map((problem) => problem.split(' ', 1)[0]);
    expect([...new Set(told.map((problem) => problem.split(' ', 1)[0]))].sort()).toEqual(places.sort());
  });

  it('lets others have their turn while it reads 10,000 nodes', async () => {
    const nodes = Array.from({ length: 10_000 }, (_, n) => ({
      id: `n${n}`,
      kind: 'noop',
      dependsOn: n ? [`n${n - 1}`] : [],
    }));
    let turns = 0;
    const count = setInterval(() => (turns += 1), 0);
    expect(await problemsOf({ name: 'long', nodes })).toEqual([]);
    clearInterval(count);
    expect(turns).toBeGreaterThan(10);
  });
});
