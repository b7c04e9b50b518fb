import type { Broker } from '@orrery/messaging';
import { newId, SystemClock, type RunningApp } from '@orrery/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MasterClient } from './master-client.js';
import { ScriptedWorker } from './scripted-worker.js';
import { ledgerCases } from './ledger-cases.js';
import { limitCases } from './limit-cases.js';
import { logCases } from './log-cases.js';
import { overlapCases } from './overlap-cases.js';
import { pauseCases } from './pause-cases.js';
import { routingCases } from './routing-cases.js';
import { triggeredCases } from './triggered-cases.js';

/** Where a master of the suite lives: a transport, and a database it is started on. */
export interface MasterWorld {
  readonly broker: Broker;
  start(): Promise<RunningApp>;
  close(): Promise<void>;
}

/** The whole path of a run through one master, the same on every broker and database. */
export function masterPath(title: string, open: () => Promise<MasterWorld>): void {
  describe(`a master on ${title} with a worker that says what the test wants`, () => {
    const clock = new SystemClock();
    let world: MasterWorld;
    let app: RunningApp;
    let worker: ScriptedWorker;
    let client: MasterClient;

    beforeEach(async () => {
      world = await open();
      app = await world.start();
      const group = `g-${newId().slice(-8)}`;
      client = new MasterClient(world.broker, group);
      worker = await new ScriptedWorker(world.broker, `w-${group}`, group).start();
    });

    afterEach(async () => {
      await worker.stop();
      await app.stop();
      await world.close();
    });

    triggeredCases(() => ({ client, worker }));
    overlapCases(() => ({ client, worker }));
    pauseCases(() => ({ client, worker }));
    routingCases(() => ({ client, worker }));
    ledgerCases(() => ({ client, worker }));
    limitCases(() => ({ client, worker }));
    logCases(() => ({ client, broker: world.broker }));

    it('holds a run until its group has a worker, then lets it be claimed once', async () => {
      const { id: taskId } = await client.task();
      const { id, state } = await client.trigger(taskId, { params: { n: 1 } });
      expect(state).toBe('pending');
      expect(worker.dispatched).toEqual([]);
      await worker.up();
      const message = await worker.next(1);
      expect(message).toMatchObject({ runId: id, attempt: 1, kind: 'shell', params: { n: 1 } });
      expect(await worker.claim(message)).toEqual([id]);
      expect(await worker.claim(message)).toEqual([id]);
      const rival = { workerId: 'w2', workerEpoch: 'e9', claims: [{ runId: id, attempt: 1 }] };
      expect((await client.calls.call('run.claim', rival)).granted).toEqual([]);
      expect(await client.run(id)).toMatchObject({ state: 'running', workerId: worker.id });
    });

    it('records the end, confirms the report, and ignores a second one', async () => {
      await worker.up();
      const { id, state } = await client.trigger((await client.task()).id);
      expect(state).toBe('dispatched');
      const message = await worker.next(1);
      await worker.claim(message);
      const report = await worker.finish(message);
      await client.reach(id, 'succeeded');
      await worker.isConfirmed(report);
      await worker.isConfirmed(await worker.finish(message, 'failed'));
      const ended = { state: 'succeeded', exitCode: 0, result: { ok: true }, attempt: 1 };
      expect(await client.run(id)).toMatchObject(ended);
    });

    it('tries a failed run again until its attempts are used up, and keeps them all', async () => {
      await worker.up();
      const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 50 } };
      const { id } = await client.trigger((await client.task({ retry })).id);
      for (const attempt of [1, 2]) {
        const message = await worker.next(attempt);
        expect(message).toMatchObject({ runId: id, attempt });
        await worker.claim(message);
        await worker.finish(message, 'failed');
      }
      await client.reach(id, 'failed');
      expect((await client.attempts(id)).map(({ attempt, state }) => [attempt, state])).toEqual([
        [1, 'failed'],
        [2, 'failed'],
      ]);
    });

    it('cancels at once what has not started, and tells the worker about what has', async () => {
      await worker.up();
      const { id: taskId } = await client.task();
      const dueAt = new Date(clock.now().getTime() + 3_600_000).toISOString();
      const later = await client.trigger(taskId, { params: {}, dueAt });
      expect((await client.cancel(later.id)).state).toBe('cancelled');
      const { id: runId } = await client.trigger(taskId);
      await worker.claim(await worker.next(1));
      const asked = await client.cancel(runId, 'enough');
      expect(asked).toMatchObject({ state: 'running', cancelRequestedAt: expect.any(String) as string });
      const order = { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'enough' };
      await vi.waitFor(() => expect(worker.told).toContainEqual(order));
    });

    it('fires a schedule every second and accounts for each planned time once', async () => {
      await worker.up();
      const schedule = await client.everySecond((await client.task()).id);
      await worker.next(3);
      expect((await client.pause(schedule.id)).nextFireAt).toBeNull();
      const fires = await client.fires(schedule.id);
      const planned = fires.map((fire) => Date.parse(fire.plannedAt)).reverse();
      expect(fires.filter((fire) => fire.outcome === 'FIRED').length).toBeGreaterThanOrEqual(3);
      expect(planned.every((each, n) => n === 0 || each - planned[n - 1]! === 1_000)).toBe(true);
      expect(new Set(worker.dispatched.map((message) => message.plannedAt)).size).toBe(
        worker.dispatched.length,
      );
      const skipped = fires.filter((fire) => fire.outcome === 'SKIPPED');
      expect(skipped.every((fire) => fire.reason?.includes('paused'))).toBe(true);
    });

    it('goes on without a gap when a schedule is replaced while its next fires are held', async () => {
      await worker.up();
      const { id: taskId } = await client.task();
      const { id } = await client.everySecond(taskId);
      const trigger = { kind: 'cron' as const, expression: '* * * * * *', timeZone: 'UTC' };
      const target = { kind: 'task' as const, id: taskId };
      const body = { target, trigger, params: { second: true }, jitterMs: 0, overlap: 'ALLOW' as const };
      await worker.next(1);
      for (let n = 0; n < 5; n += 1) {
        await client.calls.call('schedule.replace', { id, body, actor: 'test' });
      }
      await vi.waitFor(() => expect(worker.dispatched.at(-1)!.params).toEqual({ second: true }), {
        timeout: 5_000,
      });
      await worker.next(5);
      await client.pause(id);
      const fires = await client.fires(id);
      const fired = fires
        .filter((fire) => fire.outcome === 'FIRED')
        .map((fire) => Date.parse(fire.plannedAt));
      expect(fired.every((each, n) => n === 0 || fired[n - 1]! - each === 1_000)).toBe(true);
    });

    it('starts a fixed delay after the end of the run before, also across a pause', async () => {
      await worker.up();
      const { id: taskId } = await client.task();
      const { id } = await client.schedule(taskId, { kind: 'fixedDelay', everyMs: 200 });
      const first = await worker.next(1);
      await worker.claim(first);
      await client.pause(id);
      const resumed = await client.calls.call('schedule.resume', { id, actor: 'test' });
      expect(resumed).toMatchObject({ state: 'active', nextFireAt: null });
      const report = await worker.finish(first);
      const second = await worker.next(2);
      expect(Date.parse(second.plannedAt!) - Date.parse(report.at)).toBe(200);
      await client.pause(id);
    });

    it('runs again elsewhere what a worker was doing that came back as another life', async () => {
      await worker.up();
      const { id } = await client.trigger((await client.task()).id);
      await worker.claim(await worker.next(1));
      worker.epoch = newId();
      await worker.beat();
      expect(await worker.next(2)).toMatchObject({ runId: id, attempt: 2 });
    });

    it('deletes a task by force with its schedules, and ends its runs', async () => {
      await worker.up();
      const { id: taskId } = await client.task();
      const { id: scheduleId } = await client.everySecond(taskId);
      const message = await worker.next(1);
      await worker.claim(message);
      const deletion = { id: taskId, actor: 'test' };
      await expect(client.calls.call('task.delete', { ...deletion, force: false })).rejects.toMatchObject({
        code: 'conflict',
      });
      await client.calls.call('task.delete', { ...deletion, force: true });
      await worker.isTold((told) => told.kind === 'cancel' && told.runId === message.runId);
      await worker.finish(message, 'cancelled');
      await client.reach(message.runId, 'cancelled');
      await expect(client.fires(scheduleId)).rejects.toMatchObject({ code: 'not_found' });
      await expect(client.trigger(taskId)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('makes the runs of a repeated request once, whatever became of the first answer', async () => {
      await worker.up();
      const { id: taskId } = await client.task();
      const request = { taskId, items: [{ params: { n: 1 } }, { params: { n: 2 } }], actor: 'test' };
      const keyed = { ...request, requestKey: 'a'.repeat(64) };
      const replies = await Promise.all([1, 2, 3].map(() => client.calls.call('run.triggerBatch', keyed)));
      const ids = replies.map((reply) => reply.items.map((run) => run.id));
      expect(ids[1]).toEqual(ids[0]);
      expect(ids[2]).toEqual(ids[0]);
      await worker.next(2);
      const other = await client.calls.call('run.triggerBatch', { ...keyed, requestKey: 'b'.repeat(64) });
      expect(other.items[0]!.id).not.toBe(ids[0]![0]);
      await worker.next(4);
      const { items } = await client.calls.call('run.list', { query: { taskId } });
      expect(items).toHaveLength(4);
    });

    it('takes 5,000 runs in one batch', async () => {
      const { id: taskId } = await client.task();
      const items = Array.from({ length: 5_000 }, (_, n) => ({ params: { n, text: 'ü💥'.repeat(20) } }));
      const batch = { taskId, items, actor: 'test' };
      const reply = await client.calls.call('run.triggerBatch', batch, 20_000);
      expect(new Set(reply.items.map((run) => run.id)).size).toBe(5_000);
      expect((await client.run(reply.items[4_999]!.id)).params).toEqual(items[4_999]!.params);
      expect(await client.calls.call('run.triggerBatch', { ...batch, items: [] })).toEqual({ items: [] });
      const deletion = { id: taskId, force: true, actor: 'test' };
      await client.calls.call('task.delete', deletion, 20_000);
      expect((await client.run(reply.items[0]!.id)).state).toBe('cancelled');
    });

    it('refuses what cannot work and names the field', async () => {
      const name = client.name();
      const { id } = await client.task({ name });
      const pointer = (path: string) => ({ code: 'invalid', errors: [{ pointer: path }] });
      const cron = (expression: string, timeZone: string) =>
        client.schedule(id, { kind: 'cron', expression, timeZone });
      await expect(cron('0 0 30 2 *', 'UTC')).rejects.toMatchObject(pointer('/trigger/expression'));
      await expect(cron('* * * * *', 'Nowhere/City')).rejects.toMatchObject(pointer('/trigger/timeZone'));
      await expect(client.task({ project: 'nope' })).rejects.toMatchObject(pointer('/project'));
      await expect(client.task({ name })).rejects.toMatchObject({ code: 'conflict' });
      await expect(client.task({ name: 'Größe 💥' })).rejects.toMatchObject(pointer('/name'));
      await expect(client.run('Größe 💥')).rejects.toMatchObject({ code: 'not_found' });
    });
  });
}
