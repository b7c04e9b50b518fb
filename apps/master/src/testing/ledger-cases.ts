import type { CallReply } from '@orrery/contracts';
import { SystemClock } from '@orrery/runtime';
import { expect, it, vi } from 'vitest';
import type { OverlapWorld } from './overlap-cases.js';

const actor = 'test';
const clock = new SystemClock();
const hourMs = 3_600_000;
const waiting = { timeout: 8_000, interval: 40 };

/** What the platform says of planned times, and how it proves that none is missing. */
export function ledgerCases(given: () => OverlapWorld): void {
  const calls = () => given().client.calls;
  const prove = (over: object): Promise<CallReply<'ledger.proof'>> => {
    const at = (ms: number) => new Date(clock.now().getTime() + ms).toISOString();
    return calls().call('ledger.proof', { query: { from: at(-hourMs), to: at(hourMs), ...over } });
  };
  const replaceWith = (taskId: string, everyMs: number) => ({
    target: { kind: 'task' as const, id: taskId },
    trigger: { kind: 'fixedRate' as const, everyMs },
    params: {},
    jitterMs: 0,
    overlap: 'ALLOW' as const,
  });

  it('proves that all is accounted for across every kind of change, and keeps the versions', async () => {
    const { client } = given();
    const task = await client.task();
    const { id } = await client.schedule(task.id, { kind: 'fixedRate', everyMs: 100 });
    const enough = (count: number) =>
      vi.waitFor(async () => expect((await client.fires(id)).length).toBeGreaterThan(count), waiting);
    await enough(3);
    await client.pause(id);
    await calls().call('schedule.resume', { id, actor: 'second' });
    await enough(12);
    await calls().call('schedule.replace', { id, body: replaceWith(task.id, 110), actor: 'third' });
    await enough(25);
    await calls().call('schedule.delete', { id, actor: 'fourth' });
    const { items } = await calls().call('schedule.versions', { id, query: {} });
    expect(items.map(({ version, state, changedBy }) => [version, state, changedBy])).toEqual([
      [5, 'deleted', 'fourth'],
      [4, 'active', 'third'],
      [3, 'active', 'second'],
      [2, 'paused', actor],
      [1, 'active', actor],
    ]);
    expect(items[1]!.definition.trigger).toEqual({ kind: 'fixedRate', everyMs: 110 });
    const proof = await prove({ scheduleId: id });
    expect(proof).toMatchObject({ holds: true, missing: [], unexpected: [], schedules: 1, nextCursor: null });
    expect(proof.planned).toBe(proof.accounted);
    expect(proof.planned).toBeGreaterThan(25);
    const { FIRED, SKIPPED, MERGED, MISSED } = proof.byOutcome;
    expect(FIRED + SKIPPED + MERGED + MISSED).toBe(proof.accounted);
    expect(SKIPPED).toBeGreaterThan(0);
  });

  it('names what follows no clock instead of proving it, and refuses times nobody can prove', async () => {
    const { client } = given();
    const task = await client.task();
    const { id } = await client.schedule(task.id, { kind: 'fixedDelay', everyMs: 100 });
    await vi.waitFor(async () => expect(await client.fires(id)).toHaveLength(1), waiting);
    const proof = await prove({ scheduleId: id });
    expect(proof).toMatchObject({ holds: true, schedules: 0, planned: 0 });
    expect(proof.excluded).toMatchObject([{ trigger: 'fixedDelay', schedules: 1, fires: 1 }]);
    const refused = (query: object, pointer: string) =>
      expect(prove(query)).rejects.toMatchObject({ code: 'invalid', errors: [{ pointer }] });
    const at = (ms: number) => new Date(clock.now().getTime() + ms).toISOString();
    await refused({ to: at(-2 * hourMs) }, '/to');
    await refused({ to: at(32 * 24 * hourMs) }, '/to');
    await refused({ from: at(-31 * 24 * hourMs), to: at(-30 * 24 * hourMs) }, '/from');
    await expect(prove({ scheduleId: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lists the ledger by time, project and outcome, page by page', async () => {
    const { client } = given();
    const project = client.name();
    await calls().call('project.create', { body: { name: project }, actor });
    const task = await client.task({ project });
    const schedules = await Promise.all(
      [1, 2].map(() => client.schedule(task.id, { kind: 'fixedRate', everyMs: 100 }, { project })),
    );
    await vi.waitFor(
      async () => expect((await client.fires(schedules[0]!.id)).length).toBeGreaterThan(4),
      waiting,
    );
    await Promise.all(schedules.map(({ id }) => client.pause(id)));
    const to = new Date(clock.now().getTime() + hourMs).toISOString();
    const list = (query: object, projects?: readonly string[]) =>
      calls().call('ledger.list', { query: { to, project, ...query }, projects });
    const all = (await list({ limit: 200 })).items;
    const expected = (await Promise.all(schedules.map(({ id }) => client.fires(id)))).flat();
    expect(all).toHaveLength(expected.length);
    const paged = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 3, cursor });
      paged.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
    const skipped = (await list({ outcome: 'SKIPPED', limit: 200 })).items;
    expect(skipped).toEqual(all.filter(({ outcome }) => outcome === 'SKIPPED'));
    expect((await list({}, ['default'])).items).toEqual([]);
    const proof = await prove({ project });
    expect(proof).toMatchObject({ holds: true, schedules: 2, planned: expected.length });
  });

  it('refuses the change of one who has not seen the newest version', async () => {
    const { client } = given();
    const task = await client.task();
    const { id, version } = await client.schedule(task.id, { kind: 'fixedRate', everyMs: hourMs });
    const change = { id, body: replaceWith(task.id, hourMs), ifVersion: version, actor };
    const changes = await Promise.allSettled([
      calls().call('schedule.replace', change),
      calls().call('schedule.replace', change),
    ]);
    expect(changes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const late = changes.find((each) => each.status === 'rejected');
    expect(late?.reason).toMatchObject({ code: 'version_mismatch' });
    const deletion = { id, ifVersion: version, actor };
    await expect(calls().call('schedule.delete', deletion)).rejects.toMatchObject({
      code: 'version_mismatch',
    });
  });

  it('says what the deletion of a task would stop', async () => {
    const { client, worker } = given();
    await worker.up();
    const task = await client.task();
    const { id } = await client.schedule(task.id, { kind: 'fixedRate', everyMs: hourMs });
    const { id: runId } = await client.trigger(task.id);
    await worker.claim(await worker.next(1));
    const dueAt = new Date(clock.now().getTime() + hourMs).toISOString();
    const later = await client.trigger(task.id, { params: {}, dueAt });
    await expect(calls().call('task.delete', { id: task.id, force: false, actor })).rejects.toMatchObject({
      code: 'conflict',
      details: {
        schedules: { count: 1, ids: [id] },
        runs: { running: 1, waiting: 1, ids: expect.arrayContaining([runId, later.id]) as string[] },
        dependents: 0,
      },
    });
  });

  it('ends a schedule that has no times left', async () => {
    const { client } = given();
    const task = await client.task();
    const endAt = new Date(clock.now().getTime() + 500).toISOString();
    const { id } = await client.schedule(task.id, { kind: 'fixedRate', everyMs: 100 }, { endAt });
    await vi.waitFor(
      async () => expect(await calls().call('schedule.get', { id })).toMatchObject({ state: 'exhausted' }),
      waiting,
    );
    const why = await calls().call('schedule.why', { id });
    expect(why.causes.map(({ code }) => code)).toEqual(['exhausted']);
    expect(await prove({ scheduleId: id })).toMatchObject({ holds: true });
  });
}
