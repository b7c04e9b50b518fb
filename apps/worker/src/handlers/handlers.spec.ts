import { Injectable, Module } from '@nestjs/common';
import { defineHandler, DoNotRetry, RetryLater, TaskHandler, type TaskContext } from '@orrery/worker-sdk';
import { IsInt } from 'class-validator';
import { describe, expect, it, vi } from 'vitest';
import type { WorkerConfig } from '../config.js';
import { TrialMaster, type TrialMasterOptions } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

@Injectable()
class Ledger {
  readonly closed: unknown[] = [];
}

class CountParams {
  @IsInt()
  count: number;
}

@Injectable()
class Billing {
  constructor(private readonly ledger: Ledger) {}

  @TaskHandler('billing.close')
  close({ params, log, progress, fenceToken, plannedAt }: TaskContext): unknown {
    this.ledger.closed.push(params);
    progress(0.5, 'half way');
    log('two\nlines');
    return { fenceToken, plannedAt };
  }

  @TaskHandler('billing.fail')
  async fail({ params }: TaskContext): Promise<void> {
    if (params['how'] === 'never') throw new DoNotRetry('the account is closed');
    if (params['how'] === 'later') throw new RetryLater(new Date('2030-01-01T00:00:00.000Z'));
    throw new TypeError('no such thing');
  }

  @TaskHandler('billing.heed')
  async heed({ signal }: TaskContext): Promise<void> {
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  }

  @TaskHandler('billing.ignore')
  async ignore(): Promise<void> {
    await new Promise(() => undefined);
  }

  @TaskHandler('billing.odd')
  odd({ params }: TaskContext): unknown {
    return params['how'] === 'long' ? 'x'.repeat(300_000) : 10n;
  }
}

@Injectable()
class Counting {
  @TaskHandler('counting.checked', { params: CountParams })
  checked({ params }: TaskContext<CountParams>): number {
    return params.count + 1;
  }

  /** Stores each number it reaches, and fails where it is told to. */
  @TaskHandler('counting.store')
  async store({ params, lastCheckpoint, checkpoint }: TaskContext): Promise<unknown> {
    for (let at = Number(lastCheckpoint ?? 0) + 1; at <= 3; at += 1) {
      await checkpoint({ at });
      if (at === params['failAt']) throw new Error(`failed at ${at}`);
    }
    return lastCheckpoint ?? 'from the beginning';
  }

  /** Stores something nobody waits for, and waits for its end. */
  @TaskHandler('counting.leave')
  async leave({ params, checkpoint, signal }: TaskContext): Promise<void> {
    void checkpoint(1);
    void checkpoint(2);
    if (params['fail']) throw new Error('done with it');
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await aborted;
    void checkpoint('at the end');
    signal.throwIfAborted();
  }
}

const plain = defineHandler('plain', { run: ({ map }) => map([1, 2, 3], (item) => item * 2) });

@Module({ providers: [Ledger, Billing, Counting] })
class BillingModule {}

const workers = useWorkers();

async function given(options: Partial<TrialMasterOptions> = {}, settings: Partial<WorkerConfig> = {}) {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker, ...options });
  await master.start();
  const app = await workers.start(broker, settings, { handlers: [plain], handlerModules: [BillingModule] });
  return Object.assign(master, { app });
}

async function run(
  master: TrialMaster,
  handler: string,
  overrides: Parameters<TrialMaster['dispatch']>[0] = {},
) {
  const { runId } = await master.dispatch({ kind: 'handler', spec: { handler }, ...overrides });
  return { runId, report: await master.finished(runId) };
}

describe('task handlers', () => {
  it('run as methods of their provider, with what the context promises', async () => {
    const master = await given();
    const plannedAt = '2026-01-01T00:00:00.000Z';
    const { runId, report } = await run(master, 'billing.close', {
      attempt: 4,
      plannedAt,
      params: { month: 5 },
    });
    expect(report).toMatchObject({
      outcome: 'succeeded',
      exitCode: null,
      result: { fenceToken: 4, plannedAt },
    });
    expect(master.textOf(runId, 'stdout')).toEqual(['two', 'lines']);
    expect(master.textOf(runId, 'system')).toEqual([]);
    expect(master.reports.filter((sent) => sent.runId === runId)).toMatchObject([
      { kind: 'progress', progress: 0.5, message: 'half way' },
      { kind: 'finished' },
    ]);
  });

  it('have a built-in one that returns its parameters', async () => {
    const master = await given();
    const { report } = await run(master, 'orrery.noop', { params: { a: [1] } });
    expect(report).toMatchObject({ outcome: 'succeeded', result: { a: [1] } });
  });

  it('fail with what they throw, and their stack goes to the log', async () => {
    const master = await given();
    const { runId, report } = await run(master, 'billing.fail');
    expect(report).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'handler', message: 'no such thing' },
    });
    expect(master.textOf(runId, 'stderr')[0]).toBe('TypeError: no such thing');
  });

  it('can say that trying again is useless, or when', async () => {
    const master = await given();
    const { report: never } = await run(master, 'billing.fail', { params: { how: 'never' } });
    expect(never.failure).toMatchObject({ message: 'the account is closed', retry: { kind: 'never' } });
    const { report: later } = await run(master, 'billing.fail', { params: { how: 'later' } });
    expect(later.failure?.retry).toEqual({ kind: 'at', at: '2030-01-01T00:00:00.000Z' });
  });

  it('fail when the result cannot travel', async () => {
    const master = await given();
    const { report: long } = await run(master, 'billing.odd', { params: { how: 'long' } });
    expect(long.failure).toEqual({
      kind: 'output',
      message: 'the result of the handler is longer than 262144 bytes of JSON (it has 300002)',
    });
    expect((await run(master, 'billing.odd')).report.failure).toMatchObject({
      kind: 'output',
      message: expect.stringContaining('is not JSON: TypeError') as string,
    });
  });

  it('are refused when nobody has them', async () => {
    const master = await given();
    const { report } = await run(master, 'billing.unknown');
    expect(report).toMatchObject({ outcome: 'failed', failure: { kind: 'refused' } });
    expect(report.failure?.message).toContain('billing.close');
  });

  it('that heed their signal end at once when cancelled', async () => {
    const master = await given();
    const { runId } = await master.dispatch({
      kind: 'handler',
      spec: { handler: 'billing.heed' },
      idempotent: true,
    });
    await vi.waitUntil(() => master.reports.some(({ kind }) => kind === 'started'), { interval: 5 });
    await master.control('w-1', { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'no need' });
    expect(await master.finished(runId)).toMatchObject({ outcome: 'cancelled' });
  });

  it('that do not are left behind after the grace', async () => {
    const master = await given();
    const { runId, report } = await run(master, 'billing.ignore', { timeoutMs: 50, killGraceMs: 50 });
    expect(report).toMatchObject({ outcome: 'timed_out', failure: { kind: 'timeout' } });
    expect(master.textOf(runId, 'system').join()).toContain('left behind');
  });

  it('that show no progress for too long are timed out', async () => {
    const master = await given();
    const { report } = await run(master, 'billing.ignore', { heartbeatTimeoutMs: 50, killGraceMs: 10 });
    expect(report).toMatchObject({ outcome: 'timed_out', failure: { kind: 'heartbeat_timeout' } });
  });
});

describe('plain functions', () => {
  it('are handlers beside the methods of providers', async () => {
    const master = await given();
    const { report, runId } = await run(master, 'plain');
    expect(report).toMatchObject({ outcome: 'succeeded', result: [2, 4, 6] });
    const told = master.reports.filter(({ kind }) => kind === 'progress');
    expect(told.at(-1)).toMatchObject({ runId, progress: 1 });
  });

  it('may not have the name of another handler', async () => {
    const start = workers.start(workers.inProcessBroker(), {}, { handlers: [plain, plain] });
    await expect(start).rejects.toThrow('There are two task handlers named "plain".');
  });
});

describe('parameters of handlers', () => {
  it('are checked where the handler says how, and a wrong one is not tried again', async () => {
    const master = await given();
    expect((await run(master, 'counting.checked', { params: { count: 1 } })).report.result).toBe(2);
    const { report, runId } = await run(master, 'counting.checked', { params: { count: 'many' } });
    const message = 'the parameters are not what the handler takes: count must be an integer number';
    expect(report.failure).toEqual({ kind: 'handler', message, retry: { kind: 'never' } });
    expect(master.textOf(runId, 'system')).toEqual([message]);
    expect(master.textOf(runId, 'stderr')).toEqual([]);
  });
});

describe('checkpoints of handlers', () => {
  const stored = (master: TrialMaster, runId: string) =>
    master.reports.flatMap((report) =>
      report.kind === 'checkpoint' && report.runId === runId ? [report.value] : [],
    );

  it('are reported one after the other, and the next attempt goes on from what it is given', async () => {
    const master = await given();
    const { runId, report } = await run(master, 'counting.store', { params: { failAt: 2 } });
    expect(stored(master, runId)).toEqual([{ at: 1 }, { at: 2 }]);
    expect(report).not.toHaveProperty('checkpoint');
    const next = await run(master, 'counting.store', { attempt: 2, checkpoint: { value: 3 } });
    expect(next.report).toMatchObject({ outcome: 'succeeded', result: 3 });
  });

  it('come with the end of the attempt when they are not known to be stored', async () => {
    const master = await given({ confirms: false });
    const { report } = await run(master, 'counting.leave', { params: { fail: true } });
    expect(report).toMatchObject({ outcome: 'failed', checkpoint: { value: 2 } });
  });

  it('may be made when the attempt has to end', async () => {
    const master = await given({ confirms: false });
    const { runId } = await master.dispatch({ kind: 'handler', spec: { handler: 'counting.leave' } });
    await vi.waitUntil(() => stored(master, runId).length > 0, { interval: 5 });
    await master.app.stop();
    expect(master.finishedOf(runId)).toMatchObject({ outcome: 'lost', checkpoint: { value: 'at the end' } });
  });

  it('do not hold up a handler whose attempt is taken from it', async () => {
    const master = await given({ confirms: false });
    const overrides = { kind: 'handler', spec: { handler: 'counting.store' } } as const;
    const { runId } = await master.dispatch(overrides);
    await vi.waitUntil(() => stored(master, runId).length > 0, { interval: 5 });
    await master.control('w-1', { v: 1, kind: 'stop', runId, attempt: 1, reason: 'it is elsewhere' });
    await master.dispatch({ ...overrides, runId, attempt: 2 });
    await vi.waitUntil(() => stored(master, runId).length > 1, { interval: 5 });
    expect(master.finishedOf(runId)).toBeUndefined();
    expect(master.textOf(runId, 'system').join()).not.toContain('left behind');
  });
});
