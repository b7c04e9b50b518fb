import type { SecretPlace, SecretsReply } from '@orrery/contracts';
import { newId } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import { actor, keyed, put, runningWith, someKey } from '../testing/secret-cases.js';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();
const [k1, k2, k3] = ['k1', 'k2', 'k3'].map(someKey);
const waiting = { timeout: 20_000, interval: 100 };

describe('a worker', () => {
  it('gets what the version of the task names, of an attempt that it has claimed, while it runs', async () => {
    await masters.start(keyed(k1));
    const client = masters.client();
    const [first, second, other] = [
      await put(client, 'value 1'),
      await put(client, 'value 2'),
      await put(client, 'value 3'),
    ];
    const secrets = { A: first.name, B: second.name };
    const task = await client.task({ secrets, idempotent: true });
    const [mine, theirs] = [await masters.worker(client.group), await masters.worker(client.group)];
    await mine.up();
    const { id } = await client.trigger(task.id);
    const message = await vi.waitFor(() => {
      const found = [...mine.dispatched, ...theirs.dispatched][0];
      if (!found) throw new Error('nothing dispatched');
      return found;
    }, waiting);
    expect(message).toMatchObject({ runId: id, secrets: ['A', 'B'], idempotent: false });
    expect(JSON.stringify(message)).not.toContain('value');
    const claim = { runId: id, attempt: 1, workerId: mine.id, workerEpoch: mine.epoch };
    const ask = (over: object = {}): Promise<SecretsReply> =>
      client.calls.call('run.secrets', { ...claim, ...over });
    expect(await ask()).toMatchObject({ kind: 'refused' });
    expect(await mine.claim(message)).toEqual([id]);
    await client.calls.call('task.replace', {
      id: task.id,
      body: {
        kind: 'shell',
        spec: { command: 'true' },
        group: client.group,
        secrets: { C: other.name },
      } as never,
      actor,
    });
    expect(await ask()).toEqual({ kind: 'given', secrets: { A: 'value 1', B: 'value 2' } });
    for (const wrong of [
      { workerId: theirs.id },
      { workerEpoch: newId() },
      { attempt: 2 },
      { runId: newId() },
    ]) {
      expect(await ask(wrong)).toMatchObject({ kind: 'refused' });
    }
    await put(client, 'another value', first.name);
    expect(await ask()).toEqual({ kind: 'given', secrets: { A: 'another value', B: 'value 2' } });
    await client.calls.call('secret.delete', { ...second, actor });
    expect(await ask()).toEqual({
      kind: 'missing',
      message: `there is no secret "${second.name}" in project "default" any more`,
    });
    await mine.finish(message);
    await client.reach(id, 'succeeded');
    expect(await ask()).toMatchObject({ kind: 'refused' });
  });

  it('is told when a secret was changed where it stands', async () => {
    await masters.start(keyed(k1));
    const client = masters.client();
    const [own, foreign] = [await put(client, 'of one'), await put(client, 'of another')];
    const ask = await runningWith(masters, client, own.name);
    await masters.database.run(async (session) => {
      const [row] = await session.select<{ data_key: string; sealed_value: string }>(
        'SELECT data_key, sealed_value FROM secret WHERE name = ?',
        [foreign.name],
      );
      await session.execute('UPDATE secret SET data_key = ?, sealed_value = ? WHERE name = ?', [
        row!.data_key,
        row!.sealed_value,
        own.name,
      ]);
    });
    expect(await ask()).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`"${own.name}" cannot be opened`) as string,
    });
    await put(client, 'of one', own.name);
    expect(await ask()).toEqual({ kind: 'given', secrets: { A: 'of one' } });
  });
});

describe('the keys of secrets', () => {
  it('change without anybody noticing, and the former one can be dropped then', async () => {
    const first = await masters.start(keyed(k1));
    const client = masters.client();
    const place = await put(client, 'kept for ever');
    const ask = await runningWith(masters, client, place.name);
    const before = await sealed(place.name);
    await first.stop();
    const second = await masters.start(keyed(k2, k1));
    expect(await ask()).toEqual({ kind: 'given', secrets: { A: 'kept for ever' } });
    await vi.waitFor(
      async () =>
        expect(await client.calls.call('secret.keys', {})).toMatchObject({ currentKey: 'k2', outdated: 0 }),
      waiting,
    );
    const after = await sealed(place.name);
    expect(after).toMatchObject({ key_id: 'k2', sealed_value: before.sealed_value, version: 1 });
    await second.stop();
    const third = await masters.start(keyed(k2));
    expect(await ask()).toEqual({ kind: 'given', secrets: { A: 'kept for ever' } });
    await third.stop();
    await masters.start(keyed(k3));
    expect(await ask()).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('"k2"') as string,
    });
    const { outdated, keys } = await client.calls.call('secret.keys', {});
    expect(outdated).toBeGreaterThan(0);
    expect(keys).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'k2', known: false }),
        { id: 'k3', secrets: 0, known: true },
      ]),
    );
  });

  it('change for all others when one cannot be opened, and that one is healed by writing it again', async () => {
    const first = await masters.start(keyed(k1));
    const client = masters.client();
    const [broken, sound] = [await put(client, 'broken'), await put(client, 'sound')];
    await masters.database.run((session) =>
      session.execute("UPDATE secret SET data_key = 'v1:k1:a:b:c' WHERE name = ?", [broken.name]),
    );
    await first.stop();
    await masters.start(keyed(k3, k2, k1));
    const keyOf = async (place: SecretPlace) => (await client.calls.call('secret.get', place)).keyId;
    await vi.waitFor(async () => expect(await keyOf(sound)).toBe('k3'), waiting);
    expect(await keyOf(broken)).toBe('k1');
    await put(client, 'broken', broken.name);
    expect(await keyOf(broken)).toBe('k3');
  });

  it('change for those behind whole pages that cannot be opened, and it is told how many these are', async () => {
    await masters.database.run((session) => session.execute('DELETE FROM secret'));
    const first = await masters.start(keyed(k1));
    const client = masters.client();
    const [model, last] = [await put(client, 'first'), await put(client, 'last')];
    await masters.database.run(async (session) => {
      const [row] = await session.select<Record<string, unknown>>('SELECT * FROM secret WHERE name = ?', [
        model.name,
      ]);
      const broken = Array.from({ length: 450 }, (_, n) => ({
        ...{ ...row, data_key: 'v1:k1:a:b:c' },
        ...{ id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`, name: `broken-${n}` },
      }));
      await session.insertMany('secret', broken);
    });
    await first.stop();
    await masters.start(keyed(k2, k1));
    await vi.waitFor(
      async () => expect(await client.calls.call('secret.get', last)).toMatchObject({ keyId: 'k2' }),
      waiting,
    );
    expect(await client.calls.call('secret.keys', {})).toMatchObject({
      ...{ outdated: 450, unopenable: 450 },
      keys: [
        { id: 'k1', secrets: 450 },
        { id: 'k2', secrets: 2 },
      ],
    });
    await masters.database.run((session) => session.execute('DELETE FROM secret'));
  });
});

interface Sealed {
  readonly key_id: string;
  readonly sealed_value: string;
}

async function sealed(name: string): Promise<Sealed> {
  const [row] = await masters.database.run((session) =>
    session.select<Sealed>('SELECT * FROM secret WHERE name = ?', [name]),
  );
  return row!;
}
