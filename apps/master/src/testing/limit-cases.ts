import type { CallReply } from '@orrery/contracts';
import { SystemClock } from '@orrery/runtime';
import { expect, it, vi } from 'vitest';
import type { OverlapWorld } from './overlap-cases.js';

const actor = 'test';
const clock = new SystemClock();
const waiting = { timeout: 10_000, interval: 30 };

/** Who goes first, who has to wait, for what, and who says so. */
export function limitCases(given: () => OverlapWorld): void {
  const calls = () => given().client.calls;
  const firstCause = async (id: string): Promise<CallReply<'run.why'>['causes'][number]> =>
    (await calls().call('run.why', { id })).causes[0]!;
  const waitsFor = (id: string, cause: object) =>
    vi.waitFor(async () => expect(await firstCause(id)).toMatchObject(cause), waiting);
  const change = (name: string, value: unknown) =>
    calls().call('setting.change', { name, body: { value }, actor });
  const project = async (weight = 1) => {
    const { client } = given();
    return (await calls().call('project.create', { body: { name: client.name(), weight }, actor })).name;
  };

  it('lets a task run as often at once as it says, and tells the others what they wait for', async () => {
    const { client, worker } = given();
    await worker.up();
    const { id: taskId } = await client.task({ maxConcurrent: 1 });
    const [first, second] = [await client.trigger(taskId), await client.trigger(taskId)];
    const message = await worker.next(1);
    expect(message.runId).toBe(first.id);
    await waitsFor(second.id, { code: 'task_limit', used: 1, runIds: [first.id], ahead: 0 });
    await worker.claim(message);
    expect(await firstCause(first.id)).toMatchObject({ code: 'running' });
    await worker.finish(message);
    expect((await worker.next(2)).runId).toBe(second.id);
    expect(await firstCause(first.id)).toMatchObject({ code: 'ended' });
    expect(await firstCause(second.id)).toMatchObject({ code: 'dispatched' });
  });

  it('limits what a pool is for, by slots and weight, and nothing else', async () => {
    const { client, worker } = given();
    await worker.up();
    const name = await project();
    const body = {
      name: client.name(),
      description: 'd',
      scope: 'project' as const,
      project: name,
      slots: 3,
    };
    const pool = await calls().call('pool.create', { body, actor });
    const { id: taskId } = await client.task({ project: name, weight: 2 });
    const [first, second] = [await client.trigger(taskId), await client.trigger(taskId)];
    await waitsFor(second.id, { code: 'pool', poolId: pool.id, slots: 3, used: 2, wanted: 2 });
    expect(await calls().call('pool.get', { id: pool.id })).toMatchObject({ used: 2, free: 1, waiting: 1 });
    const { items } = await calls().call('pool.holders', { id: pool.id, query: {} });
    expect(items).toMatchObject([{ runId: first.id, slots: 2, project: name, state: 'dispatched' }]);
    const hidden = { id: pool.id, query: {}, projects: ['default'] };
    await expect(calls().call('pool.holders', hidden)).rejects.toMatchObject({ code: 'not_found' });
    const free = await client.trigger((await client.task()).id);
    await client.reach(free.id, 'dispatched');
    await calls().call('pool.delete', { id: pool.id, actor });
    await client.reach(second.id, 'dispatched');
    await expect(calls().call('pool.get', { id: pool.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses pools that limit nothing, or nobody, and names the field', async () => {
    const { client } = given();
    const name = client.name();
    const create = (body: object) =>
      calls().call('pool.create', { body: { name, description: '', slots: 1, ...body } as never, actor });
    const pointer = (path: string) => ({ code: 'invalid', errors: [{ pointer: path }] });
    await expect(create({ scope: 'global', slots: 0 })).rejects.toMatchObject(pointer('/slots'));
    await expect(create({ scope: 'tag' })).rejects.toMatchObject(pointer('/tag'));
    await expect(create({ scope: 'global', tag: 'x' })).rejects.toMatchObject(pointer('/tag'));
    await expect(create({ scope: 'project', project: 'nope' })).rejects.toMatchObject(pointer('/project'));
    await expect(create({ scope: 'task', taskId: 'nope' })).rejects.toMatchObject(pointer('/taskId'));
    const pool = await create({ scope: 'tag', tag: name });
    await expect(create({ scope: 'tag', tag: name })).rejects.toMatchObject({ code: 'conflict' });
    const body = { description: '', slots: 2 };
    await calls().call('pool.replace', { id: pool.id, body, ifVersion: 1, actor });
    const late = calls().call('pool.replace', { id: pool.id, body, ifVersion: 1, actor });
    await expect(late).rejects.toMatchObject({ code: 'version_mismatch' });
    const { items } = await calls().call('pool.list', { query: { scope: 'tag' }, projects: [] });
    expect(items).toContainEqual(expect.objectContaining({ id: pool.id, slots: 2, version: 2 }));
    await calls().call('pool.delete', { id: pool.id, actor });
  });

  it('lets runs of a paused project wait, and of a paused cluster, until they are resumed', async () => {
    const { client, worker } = given();
    await worker.up();
    const name = await project();
    const { id: taskId } = await client.task({ project: name });
    await calls().call('project.pause', { name, actor });
    const run = await client.trigger(taskId);
    await waitsFor(run.id, { code: 'paused_project' });
    await change('scheduling.paused', true);
    await calls().call('project.resume', { name, actor });
    await waitsFor(run.id, { code: 'paused_cluster' });
    expect(worker.dispatched).toEqual([]);
    await change('scheduling.paused', false);
    expect((await worker.next(1)).runId).toBe(run.id);
  });

  it('sends the most urgent first, and a run that has waited long in between', async () => {
    const { client, worker } = given();
    const { id: taskId } = await client.task();
    const trigger = (priority: 'critical' | 'low') => client.trigger(taskId, { params: {}, priority });
    const old = await trigger('low');
    const hasWaited = () => expect(clock.now().getTime() - Date.parse(old.dueAt)).toBeGreaterThan(400);
    await vi.waitFor(hasWaited, waiting);
    await change('dispatching.ageingMs', 3_600_000);
    const urgent = [];
    for (let n = 0; n < 5; n += 1) urgent.push((await trigger('critical')).id);
    expect(await firstCause(old.id)).toMatchObject({ code: 'no_workers' });
    worker.slots = 1;
    await worker.up();
    await worker.next(2);
    expect(worker.dispatched.map(({ runId }) => runId)).toEqual(urgent.slice(0, 2));
    expect(await firstCause(old.id)).toMatchObject({ code: 'queue', ahead: 3 });
    await change('dispatching.ageingMs', 100);
    await worker.claim(await worker.next(1), await worker.next(2));
    await worker.next(4);
    expect(worker.dispatched.slice(2).map(({ runId }) => runId)).toEqual(
      expect.arrayContaining([old.id, urgent[2]]),
    );
    await change('dispatching.ageingMs', 300_000);
  });

  it('shares the room of a group between projects by their weight', async () => {
    const { client, worker } = given();
    const names = [await project(), await project(3)];
    const batch = async (name: string) => {
      const { id: taskId } = await client.task({ project: name });
      const items = Array.from({ length: 20 }, () => ({ params: {} }));
      await calls().call('run.triggerBatch', { taskId, items, actor });
    };
    for (const name of names) await batch(name);
    worker.slots = 4;
    await worker.up();
    await worker.next(8);
    const sent = names.map((name) => worker.dispatched.filter((each) => each.project === name).length);
    expect(sent).toEqual([2, 6]);
    const replaced = await calls().call('project.replace', { name: names[0]!, body: { weight: 2 }, actor });
    expect(replaced).toMatchObject({ weight: 2, description: '' });
  });
}
