import { describe, expect, it } from 'vitest';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();
const actor = 'test';
const rounds = 12;

describe('masters that write workflows', () => {
  async function given(count = 1) {
    for (let n = 0; n < count; n += 1) await masters.start();
    const client = masters.client();
    const create = (nodes: readonly object[], name = client.name()) =>
      client.calls.call('workflow.create', { body: { name, nodes }, actor });
    const outcome = async (...both: Promise<unknown>[]) =>
      (await Promise.allSettled(both)).map(({ status }) => status);
    return { client, calls: client.calls, create, outcome };
  }
  const missing = (table: 'task' | 'workflow') =>
    masters.database.run((session) =>
      session.select(
        `SELECT * FROM workflow_reference r WHERE kind = ? AND NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.id = r.target_id)`,
        [table],
      ),
    );

  it('let nobody delete a task under a workflow that is about to use it', async () => {
    const { client, calls, create, outcome } = await given(2);
    for (let round = 0; round < rounds; round += 1) {
      const { id, name } = await client.task();
      const made = create([{ id: 'a', kind: 'task', task: name }]);
      const deleted = calls.call('task.delete', { id, force: true, actor });
      expect(await outcome(made, deleted)).toContain('rejected');
    }
    expect(await missing('task')).toEqual([]);
  });

  it('let nobody delete a workflow under one that is about to use it', async () => {
    const { calls, create, outcome } = await given(2);
    for (let round = 0; round < rounds; round += 1) {
      const { id, name } = await create([{ id: 'a', kind: 'noop' }]);
      const made = create([{ id: 'a', kind: 'subworkflow', workflow: name }]);
      const deleted = calls.call('workflow.delete', { id, actor });
      expect(await outcome(made, deleted)).toContain('rejected');
    }
    expect(await missing('workflow')).toEqual([]);
  });

  it('make one version of two changes of the same version, and one workflow of two imports', async () => {
    const { client, calls, create, outcome } = await given(2);
    const { id } = await create([{ id: 'a', kind: 'noop' }]);
    for (let round = 1; round <= rounds; round += 1) {
      const body = { nodes: [{ id: `n${round}`, kind: 'noop' }] };
      const replace = () => calls.call('workflow.replace', { id, body, ifVersion: round, actor });
      expect((await outcome(replace(), replace())).sort()).toEqual(['fulfilled', 'rejected']);
      const both = [client.name(), client.name()].map((name) => ({ name, ...body }));
      const imported = () => calls.call('workflow.import', { body: both, actor });
      expect(await outcome(imported(), imported())).toEqual(['fulfilled', 'fulfilled']);
      expect((await imported()).items.map(({ result }) => result)).toEqual(['unchanged', 'unchanged']);
    }
    expect((await calls.call('workflow.get', { id })).version).toBe(rounds + 1);
  });

  it('keep one of 10,000 nodes with a task of its own each', async () => {
    const { calls, create } = await given();
    const task = { kind: 'shell', spec: { command: 'true' } };
    const { id } = await create(
      Array.from({ length: 10_000 }, (_, n) => ({ id: `n${n}`, kind: 'task', task })),
    );
    expect((await calls.call('workflow.get', { id })).nodes).toHaveLength(10_000);
    const body = { nodes: [{ id: 'a', kind: 'noop' }] };
    await calls.call('workflow.replace', { id, body, actor });
    const { changes } = await calls.call('workflow.diff', { id, from: 1, to: 2 });
    expect(changes).toHaveLength(10_001);
  });
});
