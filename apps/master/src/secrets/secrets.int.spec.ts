import { newId } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { actor, keyed, put, someKey } from '../testing/secret-cases.js';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();
const k1 = someKey('k1');

function workflowBody(name: string, secrets: Record<string, string>) {
  const task = { kind: 'shell', spec: { command: 'true' }, secrets };
  return { name, nodes: [{ id: 'a', kind: 'task', task }] };
}

describe('secrets', () => {
  it('are written and listed; their values are nowhere to be seen', async () => {
    await masters.start(keyed(k1));
    const client = masters.client();
    const place = await put(client, 'hunter2-hunter2');
    const shown = await client.calls.call('secret.get', place);
    expect(shown).toMatchObject({ ...place, version: 1, usedBy: 0, description: '', updatedBy: 'ada' });
    const { items } = await client.calls.call('secret.list', {
      query: { project: 'default', search: place.name },
    });
    expect(items).toEqual([shown]);
    const hidden = { query: { search: place.name }, projects: ['other'] };
    expect((await client.calls.call('secret.list', hidden)).items).toEqual([]);
    const rows = await masters.database.run((session) => session.select('SELECT * FROM secret'));
    expect(JSON.stringify([rows, shown, items])).not.toContain('hunter2');
    expect(rows).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: place.name, key_id: 'k1' })]),
    );
  });

  it('get another version by another value only', async () => {
    await masters.start(keyed(k1));
    const client = masters.client();
    const place = await put(client, 'one');
    const write = (body: { value: string; description?: string }, ifVersion?: number) =>
      client.calls.call('secret.put', { ...place, body, actor: 'bob', ifVersion });
    expect(await write({ value: 'one' })).toMatchObject({ version: 1, updatedBy: 'ada' });
    expect(await write({ value: 'two', description: 'second' }, 1)).toMatchObject({
      version: 2,
      updatedBy: 'bob',
    });
    expect(await write({ value: 'three' })).toMatchObject({ version: 3, description: 'second' });
    await expect(write({ value: 'four' }, 2)).rejects.toMatchObject({ code: 'version_mismatch' });
    const other = { ...place, name: client.name(), body: { value: 'x' }, actor, ifVersion: 1 };
    await expect(client.calls.call('secret.put', other)).rejects.toMatchObject({ code: 'version_mismatch' });
  });

  it('are told to be too short to be hidden, each time they are written', async () => {
    await masters.start(keyed(k1));
    const client = masters.client();
    const place = { project: 'default', name: client.name() };
    const write = (value: string) => client.calls.call('secret.put', { ...place, body: { value }, actor });
    const short = [expect.stringContaining('shorter than 4 characters')];
    expect(await write('abc')).toMatchObject({ version: 1, warnings: short });
    expect(await write('abc')).toMatchObject({ version: 1, warnings: short });
    expect(await write('abcd')).toMatchObject({ version: 2, warnings: [] });
    expect(await client.calls.call('secret.get', place)).not.toHaveProperty('warnings');
  });

  it.each([
    ['too long', 'ü'.repeat(32_769)],
    ['with a NUL', 'a\0b'],
    ['empty', ''],
  ])('are refused when they are %s', async (_, value) => {
    await masters.start(keyed(k1));
    await expect(put(masters.client(), value)).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/value' }],
    });
  });

  it('are not kept without a key, and it is said what is missing', async () => {
    await masters.start();
    const client = masters.client();
    await expect(put(client, 'value')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('ORRERY_SECRETS_KEYS') as string,
    });
    expect(await client.calls.call('secret.keys', {})).toMatchObject({ currentKey: null });
  });

  it('are a thousand in a project at most', async () => {
    await masters.start(keyed(k1));
    const client = masters.client();
    const project = client.name();
    await client.calls.call('project.create', { body: { name: project }, actor });
    const at = new Date('2026-01-01T00:00:00.000Z');
    const row = { project, description: '', version: 1, key_id: 'k1', data_key: '', sealed_value: '' };
    const rows = Array.from({ length: 999 }, (_, n) => ({ id: newId(), ...row, name: `s${n}` }));
    const stamped = rows.map((each) => ({ ...each, created_at: at, updated_at: at, updated_by: actor }));
    await masters.database.run((session) => session.insertMany('secret', stamped));
    const write = (name: string) =>
      client.calls.call('secret.put', { project, name, body: { value: 'x' }, actor });
    await write('last');
    await expect(write('too-many')).rejects.toMatchObject({ code: 'conflict' });
    await write('last');
    await masters.database.run((session) =>
      session.execute('DELETE FROM secret WHERE project = ?', [project]),
    );
  });

  it('must be there when a task or a workflow names them', async () => {
    await masters.start(keyed(k1));
    const client = masters.client();
    const { name } = await put(client, 'value');
    const secrets = { RIGHT: name, WRONG: 'nobody' };
    const refused = (pointer: string) => ({ code: 'invalid', errors: [{ pointer }] });
    await expect(client.task({ secrets })).rejects.toMatchObject(refused('/secrets/WRONG'));
    const { id } = await client.task({ secrets: { RIGHT: name } });
    const body = { kind: 'shell', spec: { command: 'true' } };
    const replacing = { id, body: { ...body, secrets } as never, actor };
    await expect(client.calls.call('task.replace', replacing)).rejects.toMatchObject(
      refused('/secrets/WRONG'),
    );
    const validated = { ...body, project: 'default', name: client.name(), secrets };
    await expect(client.calls.call('task.validate', { body: validated as never })).rejects.toMatchObject(
      refused('/secrets/WRONG'),
    );
    const flow = workflowBody(client.name(), secrets);
    const at = '/nodes/0/task/secrets/WRONG';
    await expect(client.calls.call('workflow.create', { body: flow, actor })).rejects.toMatchObject(
      refused(at),
    );
    expect(await client.calls.call('workflow.validate', { body: flow })).toMatchObject({
      valid: false,
      problems: [{ pointer: at }],
    });
    await expect(client.task({ secrets: { ORRERY_X: name } })).rejects.toMatchObject(
      refused('/secrets/ORRERY_X'),
    );
  });

  it('stay as long as the newest version of something uses them', async () => {
    await masters.start(keyed(k1));
    const client = masters.client();
    const place = await put(client, 'value');
    const { id, name } = await client.task({ secrets: { A: place.name, B: place.name } });
    const body = workflowBody(client.name(), { A: place.name });
    const flow = await client.calls.call('workflow.create', { body, actor });
    const remove = () => client.calls.call('secret.delete', { ...place, actor });
    expect(await client.calls.call('secret.get', place)).toMatchObject({ usedBy: 2 });
    await expect(remove()).rejects.toMatchObject({
      code: 'conflict',
      details: {
        users: [
          { kind: 'task', id, name },
          { kind: 'workflow', id: flow.id, name: flow.name },
        ],
      },
    });
    await client.calls.call('task.delete', { id, force: true, actor });
    await expect(remove()).rejects.toMatchObject({ code: 'conflict' });
    const without = workflowBody(flow.name, {});
    await client.calls.call('workflow.replace', { id: flow.id, body: without, actor });
    await remove();
    await expect(client.calls.call('secret.get', place)).rejects.toMatchObject({ code: 'not_found' });
    await expect(remove()).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      client.calls.call('workflow.rollBack', { id: flow.id, version: 1, actor }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are not deleted and named at the same time', async () => {
    await Promise.all([masters.start(keyed(k1)), masters.start(keyed(k1))]);
    const client = masters.client();
    for (let round = 0; round < 10; round += 1) {
      const place = await put(client, 'value');
      const [named, deleted] = await Promise.allSettled([
        client.task({ secrets: { A: place.name } }),
        client.calls.call('secret.delete', { ...place, actor }),
      ]);
      expect([named.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});
