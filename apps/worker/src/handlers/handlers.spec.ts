import { Injectable, Module } from '@nestjs/common';
import { DoNotRetry, RetryLater, TaskHandler, type TaskContext } from '@orrery/worker-sdk';
import { describe, expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

@Injectable()
class Ledger {
  readonly closed: unknown[] = [];
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

@Module({ providers: [Ledger, Billing] })
class BillingModule {}

const workers = useWorkers();

async function given() {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  await workers.start(broker, {}, { handlerModules: [BillingModule] });
  return master;
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
