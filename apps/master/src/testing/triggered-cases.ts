import type { CallReply } from '@orrery/contracts';
import { expect, it } from 'vitest';
import type { MasterClient } from './master-client.js';
import type { ScriptedWorker } from './scripted-worker.js';

export interface TriggeredWorld {
  readonly client: MasterClient;
  readonly worker: ScriptedWorker;
}

/** Schedules that wait for something else than a time, and what the fires of the others are moved by. */
export function triggeredCases(given: () => TriggeredWorld): void {
  const publish = (name: string, over: object = {}): Promise<CallReply<'event.publish'>> => {
    const body = { project: 'default', name, payload: {}, ...over };
    return given().client.calls.call('event.publish', { body, actor: 'test' });
  };
  const afterTask = (taskId: string, upstreamId: string, over: object = {}) =>
    given().client.schedule(taskId, { kind: 'dependency', taskId: upstreamId }, over);

  it('starts what waits for an event, once for each event', async () => {
    const { client, worker } = given();
    await worker.up();
    const name = client.name();
    const task = await client.task({ params: { shop: 'none', colour: 'red' } });
    const schedule = await client.schedule(
      task.id,
      { kind: 'event', event: name },
      { params: { shop: 'any' } },
    );
    expect(schedule).toMatchObject({ state: 'active', nextFireAt: null });
    const first = await publish(name, { id: 'order-1', payload: { shop: 'berlin' } });
    expect(first).toEqual({ id: 'order-1', started: 1 });
    const event = { id: 'order-1', name, payload: { shop: 'berlin' }, at: expect.any(String) as string };
    expect((await worker.next(1)).params).toEqual({ shop: 'any', colour: 'red', event });
    const repeated = await Promise.all([1, 2, 3].map(() => publish(name, { id: 'order-1' })));
    expect(repeated).toEqual([first, first, first]);
    await expect(publish(client.name(), { id: 'order-1' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await publish(client.name())).toMatchObject({ started: 0 });
    expect(await client.fires(schedule.id)).toMatchObject([{ outcome: 'FIRED', plannedAt: event.at }]);
  });

  it('accounts for each of many events at once, and says why a paused schedule does not start', async () => {
    const { client } = given();
    const name = client.name();
    const task = await client.task();
    const schedules = [1, 2].map(() => client.schedule(task.id, { kind: 'event', event: name }));
    const [active, paused] = await Promise.all(schedules);
    await client.pause(paused!.id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => publish(name)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(20);
    expect(answers.every(({ started }) => started === 1)).toBe(true);
    const fired = await client.fires(active!.id);
    expect(new Set(fired.map(({ plannedAt }) => plannedAt)).size).toBe(20);
    expect(new Set(fired.map(({ runId }) => runId)).size).toBe(20);
    const skipped = await client.fires(paused!.id);
    expect(skipped).toHaveLength(20);
    expect(new Set(skipped.map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
      new Set(['SKIPPED the schedule is paused']),
    );
  });

  it('starts a task after each success of another, and after nothing else', async () => {
    const { client, worker } = given();
    await worker.up();
    const upstream = await client.task();
    const task = await client.task();
    const { id } = await afterTask(task.id, upstream.id);
    await client.trigger(upstream.id);
    const failing = await worker.next(1);
    await worker.claim(failing);
    await worker.finish(failing, 'failed');
    await client.reach(failing.runId, 'failed');
    const { id: runId } = await client.trigger(upstream.id);
    const message = await worker.next(2);
    await worker.claim(message);
    const report = await worker.finish(message);
    const started = await worker.next(3);
    const dependency = { taskId: upstream.id, runId, plannedAt: null, result: { ok: true } };
    expect(started).toMatchObject({ taskId: task.id, scheduleId: id, params: { dependency } });
    await worker.isConfirmed(report);
    await worker.isConfirmed(await worker.finish(message));
    expect(await client.fires(id)).toMatchObject([{ outcome: 'FIRED', runId: started.runId }]);
  });

  it('refuses tasks that would start each other for ever, and names them', async () => {
    const { client } = given();
    const names = [client.name(), client.name(), client.name()] as const;
    const [a, b, c] = await Promise.all(names.map((name) => client.task({ name })));
    await afterTask(b!.id, a!.id);
    const { id } = await afterTask(c!.id, b!.id);
    const circle = [names[0], names[2], names[1], names[0]].map((name) => `"${name}"`).join(' after ');
    const refusal = { code: 'invalid', errors: [{ pointer: '/trigger/taskId' }] };
    await expect(afterTask(a!.id, c!.id)).rejects.toMatchObject(refusal);
    await expect(afterTask(a!.id, c!.id)).rejects.toThrow(circle);
    await expect(afterTask(a!.id, a!.id)).rejects.toMatchObject(refusal);
    await expect(afterTask(a!.id, 'nobody')).rejects.toMatchObject(refusal);
    await client.calls.call('schedule.delete', { id, actor: 'test' });
    const crossing = await Promise.allSettled([afterTask(a!.id, c!.id), afterTask(c!.id, b!.id)]);
    expect(crossing.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('lets nothing wait for a task that is gone', async () => {
    const { client } = given();
    const [upstream, task] = await Promise.all([client.task(), client.task()]);
    const { id } = await afterTask(task.id, upstream.id);
    const deletion = { id: upstream.id, actor: 'test' };
    await expect(client.calls.call('task.delete', { ...deletion, force: false })).rejects.toThrow(/1 .*wait/);
    await client.calls.call('task.delete', { ...deletion, force: true });
    expect(await client.calls.call('schedule.get', { id })).toMatchObject({ state: 'exhausted' });
  });

  it('foretells what a schedule with jitter, hours and a clock change policy does', async () => {
    const { client } = given();
    const { id: taskId } = await client.task();
    const trigger = { kind: 'cron' as const, expression: '0 */2 * * *', timeZone: 'Europe/Berlin' };
    const timing = {
      jitterMs: 600_000,
      dailyWindow: { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' },
      dst: { gap: 'shift' as const, overlap: 'both' as const },
    };
    const schedule = await client.schedule(taskId, trigger, timing);
    const body = { trigger, ...timing, project: 'default', name: schedule.name, count: 4 };
    const foretold = await client.calls.call('schedule.preview', { body });
    expect(foretold.fires[0]).toBe(schedule.nextFireAt);
    expect(foretold.details.every(({ local }) => /T(22|00|02|04):0\d/.test(local))).toBe(true);
    expect(foretold.nextTransition).toMatchObject({ timeZone: 'Europe/Berlin' });
    expect(await client.calls.call('schedule.get', { id: schedule.id })).toMatchObject(timing);
    const coming = await client.calls.call('schedule.coming', { id: schedule.id, query: { count: 4 } });
    expect(coming).toEqual(foretold);
  });

  it('fires a jittered schedule once for each of its times', async () => {
    const { client, worker } = given();
    await worker.up();
    const { id: taskId } = await client.task();
    const trigger = { kind: 'cron' as const, expression: '* * * * * *', timeZone: 'UTC' };
    const { id } = await client.schedule(taskId, trigger, { jitterMs: 900 });
    await worker.next(4);
    await client.pause(id);
    const planned = (await client.fires(id)).map(({ plannedAt }) => Date.parse(plannedAt)).reverse();
    const named = planned.map((ms) => Math.floor(ms / 1_000));
    expect(named.every((second, n) => n === 0 || second - named[n - 1]! === 1)).toBe(true);
    expect(planned.some((ms) => ms % 1_000 > 0)).toBe(true);
  });

  it('refuses a schedule that would never fire, and names the field', async () => {
    const { client } = given();
    const { id } = await client.task();
    const cron = (expression: string) => ({ kind: 'cron' as const, expression, timeZone: 'UTC' });
    const pointer = (path: string) => ({ code: 'invalid', errors: [{ pointer: path }] });
    const dailyWindow = { from: '08:00', to: '18:00', timeZone: 'UTC' };
    await expect(client.schedule(id, cron('0 0 0 1 1 * 2020'))).rejects.toMatchObject(
      pointer('/trigger/expression'),
    );
    await expect(client.schedule(id, cron('0 3 * * *'), { dailyWindow })).rejects.toMatchObject(
      pointer('/dailyWindow'),
    );
    const event = { kind: 'event' as const, event: client.name() };
    await expect(client.schedule(id, event, { jitterMs: 5 })).rejects.toMatchObject(pointer('/jitterMs'));
  });
}
