import {
  workQueue,
  type ControlMessage,
  type DispatchMessage,
  type ReportMessage,
  workerQueue,
} from '@orrery/contracts';
import { InProcessBroker, MessageSender, MessagingClient } from '@orrery/messaging';
import { createLogger, newId, type RunningApp } from '@orrery/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readMasterConfig } from './config.js';
import { startMaster } from './start-master.js';

const logger = createLogger('test', 'error');
const task = {
  project: 'default',
  name: 'hello',
  kind: 'shell' as const,
  spec: { command: 'true' },
};

describe('a master with a worker that says what the test wants', () => {
  let broker: InProcessBroker;
  let client: MessagingClient;
  let sender: MessageSender;
  let app: RunningApp;
  const dispatched: DispatchMessage[] = [];
  const told: ControlMessage[] = [];

  beforeEach(async () => {
    dispatched.length = 0;
    told.length = 0;
    broker = new InProcessBroker({ logger });
    app = await startMaster(readMasterConfig({ ORRERY_NODE_ID: 'm1' }), {
      broker,
      databaseUrl: 'sqlite::memory:',
      logger,
    });
    client = new MessagingClient({ broker });
    sender = new MessageSender(broker);
    await broker.declare(workerQueue('w1'));
    await broker.consume(workQueue('default').name, { prefetch: 100 }, async ([delivery]) => {
      dispatched.push(delivery!.body as DispatchMessage);
      delivery!.ack();
    });
    await broker.consume('worker.w1', { prefetch: 100 }, async ([delivery]) => {
      told.push(delivery!.body as ControlMessage);
      delivery!.ack();
    });
  });

  afterEach(async () => {
    await app.stop();
    await broker.close();
  });

  const beat = (state: 'up' | 'draining' | 'stopped' = 'up', workerEpoch = 'e1') =>
    sender.send('worker.heartbeat', {
      v: 1,
      workerId: 'w1',
      workerEpoch,
      group: 'default',
      labels: {},
      state,
      slots: 4,
      busy: 0,
      host: 'h',
      version: '1',
      startedAt: new Date().toISOString(),
      at: new Date().toISOString(),
      resources: {
        cpu: 0,
        load1: 0,
        memoryUsedBytes: 0,
        memoryTotalBytes: 1,
        diskFreeBytes: 0,
        diskTotalBytes: 1,
        loopLagMs: 0,
      },
    });

  const workerUp = async () => {
    await beat();
    await vi.waitFor(async () => {
      const { items } = await client.ask('worker.list', { query: {} });
      expect(items).toHaveLength(1);
    });
  };

  const create = (over: object = {}) =>
    client.ask('task.create', { body: { ...task, ...over } as never, actor: 'test' });
  const trigger = (taskId: string) =>
    client.ask('run.trigger', { taskId, body: { params: { n: 1 } }, actor: 'test' });
  const claim = (message: DispatchMessage) =>
    client.ask('run.claim', {
      workerId: 'w1',
      workerEpoch: 'e1',
      claims: [{ runId: message.runId, attempt: message.attempt }],
    });
  const finish = (message: DispatchMessage, outcome: 'succeeded' | 'failed', exitCode: number) => {
    const at = new Date().toISOString();
    const failure = outcome === 'failed' ? { kind: 'exit_code' as const, message: 'exit 1', exitCode } : null;
    const report: ReportMessage = {
      v: 1,
      id: newId(),
      runId: message.runId,
      attempt: message.attempt,
      workerId: 'w1',
      workerEpoch: 'e1',
      at,
      kind: 'finished',
      outcome,
      startedAt: at,
      exitCode,
      result: outcome === 'succeeded' ? { ok: true } : null,
      failure,
    };
    return sender.send('run.report', report).then(() => report);
  };
  const next = async (count: number) => {
    await vi.waitFor(() => expect(dispatched.length).toBeGreaterThanOrEqual(count), { timeout: 5_000 });
    return dispatched[count - 1]!;
  };
  const run = (id: string) => client.ask('run.get', { id });
  const reach = (id: string, state: string) =>
    vi.waitFor(async () => expect((await run(id)).state).toBe(state), { timeout: 5_000 });

  it('holds a run until its group has a worker, then lets it be claimed once', async () => {
    const { id: taskId } = await create();
    const { id, state } = await trigger(taskId);
    expect(state).toBe('pending');
    expect(dispatched).toEqual([]);
    await workerUp();
    const message = await next(1);
    expect(message).toMatchObject({ runId: id, attempt: 1, kind: 'shell', params: { n: 1 } });
    expect((await claim(message)).granted).toEqual([id]);
    expect((await claim(message)).granted).toEqual([id]);
    const rival = { workerId: 'w2', workerEpoch: 'e9', claims: [{ runId: id, attempt: 1 }] };
    expect((await client.ask('run.claim', rival)).granted).toEqual([]);
    expect(await run(id)).toMatchObject({ state: 'running', workerId: 'w1' });
  });

  it('records the end, confirms the report, and ignores a second one', async () => {
    await workerUp();
    const { id: taskId } = await create();
    const { id, state } = await trigger(taskId);
    expect(state).toBe('dispatched');
    const message = await next(1);
    await claim(message);
    const report = await finish(message, 'succeeded', 0);
    await reach(id, 'succeeded');
    await vi.waitFor(() => expect(told).toContainEqual({ v: 1, kind: 'confirm', reportIds: [report.id] }));
    const again = await finish(message, 'failed', 9);
    await vi.waitFor(() => expect(told).toContainEqual({ v: 1, kind: 'confirm', reportIds: [again.id] }));
    expect(await run(id)).toMatchObject({
      state: 'succeeded',
      exitCode: 0,
      result: { ok: true },
      attempt: 1,
    });
  });

  it('tries a failed run again until its attempts are used up, and keeps them all', async () => {
    await workerUp();
    const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 50 } };
    const { id: taskId } = await create({ retry });
    const { id } = await trigger(taskId);
    const first = await next(1);
    await claim(first);
    await finish(first, 'failed', 1);
    const second = await next(2);
    expect(second).toMatchObject({ runId: id, attempt: 2 });
    await claim(second);
    await finish(second, 'failed', 1);
    await reach(id, 'failed');
    const { items } = await client.ask('run.attempts', { id });
    expect(items.map(({ attempt, state }) => [attempt, state])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
    ]);
  });

  it('cancels at once what has not started, and tells the worker about what has', async () => {
    await workerUp();
    const { id: taskId } = await create();
    const later = await client.ask('run.trigger', {
      taskId,
      body: { params: {}, dueAt: new Date(Date.now() + 3_600_000).toISOString() },
      actor: 'test',
    });
    expect((await client.ask('run.cancel', { id: later.id, reason: 'x', actor: 'test' })).state).toBe(
      'cancelled',
    );
    const running = await trigger(taskId);
    const message = await next(1);
    await claim(message);
    const asked = await client.ask('run.cancel', { id: running.id, reason: 'enough', actor: 'test' });
    expect(asked).toMatchObject({ state: 'running', cancelRequestedAt: expect.any(String) as string });
    await vi.waitFor(() =>
      expect(told).toContainEqual({ v: 1, kind: 'cancel', runId: running.id, attempt: 1, reason: 'enough' }),
    );
  });

  it('fires a schedule every second and accounts for each planned time once', async () => {
    await workerUp();
    const { id: taskId } = await create();
    const schedule = await client.ask('schedule.create', {
      body: {
        project: 'default',
        name: 'often',
        target: { kind: 'task', id: taskId },
        trigger: { kind: 'cron', expression: '* * * * * *', timeZone: 'Europe/Berlin' },
        params: {},
      },
      actor: 'test',
    });
    await next(3);
    const paused = await client.ask('schedule.pause', { id: schedule.id, actor: 'test' });
    expect(paused.nextFireAt).toBeNull();
    const { items } = await client.ask('schedule.fires', { id: schedule.id, query: {} });
    const fired = items.filter((fire) => fire.outcome === 'FIRED').reverse();
    expect(fired.length).toBeGreaterThanOrEqual(3);
    const planned = fired.map((fire) => Date.parse(fire.plannedAt));
    expect(planned.every((at, index) => index === 0 || at - planned[index - 1]! === 1_000)).toBe(true);
    expect(new Set(dispatched.map((message) => message.plannedAt)).size).toBe(dispatched.length);
    expect(
      items.filter((fire) => fire.outcome === 'SKIPPED').every((fire) => fire.reason?.includes('paused')),
    ).toBe(true);
  });

  it('starts a fixed delay after the end of the run before', async () => {
    await workerUp();
    const { id: taskId } = await create();
    await client.ask('schedule.create', {
      body: {
        project: 'default',
        name: 'paced',
        target: { kind: 'task', id: taskId },
        trigger: { kind: 'fixedDelay', everyMs: 200 },
        params: {},
      },
      actor: 'test',
    });
    const first = await next(1);
    await claim(first);
    const { at } = await finish(first, 'succeeded', 0);
    const second = await next(2);
    expect(Date.parse(second.plannedAt!) - Date.parse(at)).toBe(200);
  });

  it('runs again elsewhere what a worker was doing that came back as another life', async () => {
    await workerUp();
    const { id: taskId } = await create();
    const { id } = await trigger(taskId);
    await claim(await next(1));
    await beat('up', 'e2');
    const again = await next(2);
    expect(again).toMatchObject({ runId: id, attempt: 2 });
  });

  it('stores log lines once and reads them back by position', async () => {
    const { id: taskId } = await create();
    const { id: runId } = await trigger(taskId);
    const line = (n: number) => ({
      n,
      stream: 'stdout' as const,
      at: new Date().toISOString(),
      text: `line ${n}`,
    });
    const chunk = { v: 1 as const, runId, attempt: 1, lines: [line(1), line(2)] };
    await sender.sendAll('log.chunk', [{ payload: chunk }, { payload: chunk }]);
    await sender.send('log.chunk', { ...chunk, lines: [line(3)] });
    await vi.waitFor(async () => {
      const { items } = await client.ask('run.logs', { id: runId, query: {} });
      expect(items.map(({ seq, text }) => [seq, text])).toEqual([
        [1, 'line 1'],
        [2, 'line 2'],
        [3, 'line 3'],
      ]);
    });
    const page = await client.ask('run.logs', { id: runId, query: { after: 1, limit: 1 } });
    expect(page).toMatchObject({ items: [{ seq: 2 }], nextCursor: '2' });
    const tail = await client.ask('run.logTail', { id: runId, lines: 1 });
    expect(tail).toMatchObject({ items: [{ seq: 3 }], omitted: 2 });
  });

  it('refuses what cannot work and names the field', async () => {
    const { id } = await create();
    const body = (trigger: object) => ({
      body: { project: 'default', name: 's', target: { kind: 'task', id }, trigger, params: {} } as never,
      actor: 'test',
    });
    await expect(
      client.ask('schedule.create', body({ kind: 'cron', expression: '0 0 30 2 *', timeZone: 'UTC' })),
    ).rejects.toMatchObject({ code: 'invalid', errors: [{ pointer: '/trigger/expression' }] });
    await expect(
      client.ask(
        'schedule.create',
        body({ kind: 'cron', expression: '* * * * *', timeZone: 'Nowhere/City' }),
      ),
    ).rejects.toMatchObject({ errors: [{ pointer: '/trigger/timeZone' }] });
    await expect(create({ project: 'nope' })).rejects.toMatchObject({ errors: [{ pointer: '/project' }] });
    await expect(create()).rejects.toMatchObject({ code: 'conflict' });
  });
});
