import { describe, expect, it } from 'vitest';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();
const inline = { kind: 'shell', spec: { command: 'true' } };

describe('a master asked to validate a workflow', () => {
  async function given() {
    await masters.start();
    const client = masters.client();
    const validate = (body: unknown) => client.calls.call('workflow.validate', { body });
    return { client, validate };
  }

  it('plans one that uses tasks by name, by id, and of its own', async () => {
    const { client, validate } = await given();
    const task = await client.task();
    const nodes = [
      { id: 'a', kind: 'task', task: inline, dependsOn: [] },
      { id: 'b', kind: 'task', task: task.name, dependsOn: ['a'], triggerRule: 'all_success' },
      { id: 'c', kind: 'task', task: task.id, dependsOn: ['a'], compensate: { task: task.name } },
      { id: 'd', kind: 'noop', dependsOn: ['b', 'c'] },
    ];
    expect(await validate({ project: 'default', name: 'etl', inputs: {}, nodes })).toEqual({
      valid: true,
      problems: [],
      plan: {
        levels: [['a'], ['b', 'c'], ['d']],
        width: 2,
        criticalPath: { nodes: ['a', 'b', 'd'], durationMs: 3 },
      },
    });
  });

  it('takes a field of an inline task that is null for left out', async () => {
    const { validate } = await given();
    const task = { ...inline, routing: null, retry: null };
    const nodes = [{ id: 'a', kind: 'task', task, compensate: { task, params: null } }];
    expect(await validate({ name: 'etl', nodes })).toMatchObject({ valid: true, problems: [] });
  });

  it('tells of tasks that are not there, together with what else is wrong', async () => {
    const { client, validate } = await given();
    const task = await client.task();
    await client.calls.call('project.create', { body: { name: 'other' }, actor: 'test' });
    const nodes = [
      { id: 'a', kind: 'task', task: 'nobody', dependsOn: ['b'], compensate: { task: 'nothing' } },
      {
        id: 'b',
        kind: 'task',
        task: { ...inline, routing: { policy: 'PULL', shards: 2 } },
        dependsOn: ['a'],
      },
      { id: 'c', kind: 'task', task: task.id, params: { x: '{{ 1 + }}' } },
    ];
    const told = await validate({
      name: 'etl',
      nodes,
      finally: [{ id: 'f', kind: 'task', task: task.name }],
    });
    expect([told.valid, told.plan]).toEqual([false, null]);
    expect(told.problems.map(({ pointer }) => pointer)).toEqual([
      '/nodes/0/dependsOn/0',
      '/nodes/2/params/x',
      '/nodes/1/task/routing/shards',
      '/nodes/0/task',
      '/nodes/0/compensate/task',
    ]);
    expect(told.problems[3]?.detail).toBe('there is no task "nobody" in project "default"');
    const elsewhere = await validate({ project: 'other', name: 'etl', nodes: [nodes[2]] });
    expect(elsewhere.problems.map(({ pointer }) => pointer)).toContain('/nodes/0/task');
    const nowhere = await validate({ project: 'nowhere', name: 'etl', nodes: [{ id: 'a', kind: 'noop' }] });
    expect(nowhere.problems).toEqual([{ pointer: '/project', detail: 'there is no project "nowhere"' }]);
  });

  it('tells of 1,000 problems at most, and of 10,000 nodes with a task each in good time', async () => {
    const { client, validate } = await given();
    const task = await client.task();
    const all = (name: (n: number) => string) =>
      Array.from({ length: 10_000 }, (_, n) => ({ id: `n${n}`, kind: 'task', task: name(n) }));
    const { problems } = await validate({ name: 'broken', nodes: all((n) => `nobody-${n}`) });
    expect(problems).toHaveLength(1_001);
    expect(problems.at(-1)).toEqual({ pointer: '', detail: 'has 9000 more problem(s), which are not told' });
    const start = performance.now();
    expect((await validate({ name: 'wide', nodes: all(() => task.name) })).plan?.width).toBe(10_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
