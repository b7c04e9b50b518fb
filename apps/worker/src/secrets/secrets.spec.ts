import { Injectable, Module } from '@nestjs/common';
import type { AttemptClaim, DispatchMessage, SecretsReply } from '@orrery/contracts';
import { TaskHandler, type TaskContext } from '@orrery/worker-sdk';
import { describe, expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const workers = useWorkers();
const password = 'correct horse\nbattery staple';
const given = { kind: 'given', secrets: { DB_PASSWORD: password, TOKEN: 't0ken-1' } } as const;
const named = ['DB_PASSWORD', 'TOKEN'];

@Injectable()
class Spy {
  @TaskHandler('spy')
  async spy({ secret, log, progress, params }: TaskContext): Promise<unknown> {
    if (typeof params['ask'] === 'string') return secret(params['ask']);
    log(`the token is ${secret('TOKEN')}`);
    progress(0.5, `with ${secret('TOKEN')}`);
    await Promise.resolve();
    if (params['fails'] === true) throw new Error(`not with ${secret('TOKEN')}`);
    return { held: [secret('TOKEN')], length: secret('DB_PASSWORD').length };
  }
}

@Module({ providers: [Spy] })
class SpyModule {}

async function start(secrets: (claim: AttemptClaim) => SecretsReply | undefined = () => given) {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker, secrets });
  await master.start();
  await workers.start(broker, {}, { handlerModules: [SpyModule] });
  const run = async (overrides: Partial<DispatchMessage>) => {
    const { runId } = await master.dispatch({ secrets: named, ...overrides });
    return { runId, report: await master.finished(runId) };
  };
  return { master, run };
}

describe('secrets of an attempt', () => {
  it('are asked for once, as the attempt that the worker has claimed', async () => {
    const asked: AttemptClaim[] = [];
    const { run, master } = await start((claim) => (asked.push(claim), given));
    const { runId } = await run({ attempt: 3 });
    const { workerId, workerEpoch } = master.claims[0]!;
    expect(asked).toEqual([{ runId, attempt: 3, workerId, workerEpoch }]);
  });

  it('are not asked for when the task has none', async () => {
    const asked: AttemptClaim[] = [];
    const { run } = await start((claim) => (asked.push(claim), given));
    const { report } = await run({ secrets: undefined, spec: { command: '[ -z "$TOKEN" ]' } });
    expect([report.outcome, asked]).toEqual(['succeeded', []]);
  });

  it.each([
    ['shell', { command: '[ "$TOKEN" = t0ken-1 ] && printf %s "$DB_PASSWORD" | wc -l' }],
    ['script', { interpreter: 'bash', source: '[ "$TOKEN" = t0ken-1 ] && printf %s "$DB_PASSWORD" | wc -l' }],
  ] as const)('are in the environment of a %s', async (kind, spec) => {
    const { run, master } = await start();
    const { runId, report } = await run({ kind, spec });
    expect(report.outcome).toBe('succeeded');
    await vi.waitFor(() => expect(master.textOf(runId, 'stdout')).toEqual(['1']));
  });

  it('cannot take the place of what the platform says', async () => {
    const { run, master } = await start(() => ({
      kind: 'given',
      secrets: { ORRERY_RUN_ID: 'forged', PATH: '/bin' },
    }));
    const { runId } = await run({ spec: { command: 'echo "$ORRERY_RUN_ID $PATH"' } });
    await vi.waitFor(() => expect(master.textOf(runId, 'stdout')).toEqual([`${runId} ***`]));
  });

  it('are hidden in the log, also when they come in pieces', async () => {
    const { run, master } = await start();
    const command =
      'printf t0k; sleep 0.2; printf "en-1 out\\n"; echo "$DB_PASSWORD" >&2; echo "(battery staple) t0ken-10"; exit 3';
    const { runId, report } = await run({ spec: { command } });
    expect(report.failure).toMatchObject({ kind: 'exit_code' });
    await vi.waitFor(() => expect(master.textOf(runId, 'stderr')).toHaveLength(2));
    expect(master.textOf(runId, 'stdout')).toEqual(['*** out', '(***) ***0']);
    expect(master.textOf(runId, 'stderr')).toEqual(['***', '***']);
  });

  it('are hidden in what a command leaves', async () => {
    const { run } = await start();
    const { report } = await run({ spec: { command: 'echo "key=<$TOKEN>" >> "$ORRERY_OUTPUT"' } });
    expect(report.result).toEqual({ key: '<***>' });
  });

  it('are told to a handler by their names, and hidden in what it says', async () => {
    const { run, master } = await start();
    const { runId, report } = await run({ kind: 'handler', spec: { handler: 'spy' } });
    expect(report.result).toEqual({ held: ['***'], length: password.length });
    await vi.waitFor(() => expect(master.textOf(runId, 'stdout')).toEqual(['the token is ***']));
    const progress = master.reports.filter(({ kind }) => kind === 'progress');
    expect(progress).toMatchObject([{ message: 'with ***' }]);
    const failed = await run({ kind: 'handler', spec: { handler: 'spy' }, params: { fails: true } });
    expect(failed.report.failure).toEqual({ kind: 'handler', message: 'not with ***' });
    expect(JSON.stringify([master.reports, master.chunks])).not.toContain('t0ken');
  });

  it('are refused to a handler whose task does not name them', async () => {
    const { run } = await start();
    const { report } = await run({ kind: 'handler', spec: { handler: 'spy' }, params: { ask: 'toString' } });
    expect(report.failure?.message).toContain('has no secret toString');
  });

  it('end the attempt for good when one is not there', async () => {
    const { run, master } = await start(() => ({ kind: 'missing', message: 'there is no secret "db"' }));
    const { runId, report } = await run({ spec: { command: 'echo began' } });
    expect(report).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'secret', message: 'there is no secret "db"', retry: { kind: 'never' } },
    });
    expect(master.textOf(runId, 'stdout')).toEqual([]);
  });

  it('fail the attempt when they cannot be given', async () => {
    const { run } = await start(() => ({ kind: 'refused', message: 'sealed by another key' }));
    const { report } = await run({});
    expect(report.failure).toEqual({ kind: 'secret', message: 'sealed by another key' });
  });

  it('are waited for while no master answers', async () => {
    let asked = 0;
    const { run } = await start(() => ((asked += 1) < 3 ? undefined : given));
    const { report } = await run({ spec: { command: '[ "$TOKEN" = t0ken-1 ]' } });
    expect([report.outcome, asked]).toEqual(['succeeded', 3]);
  }, 20_000);

  it('are waited for no longer than the attempt has time', async () => {
    const { run } = await start(() => undefined);
    const { report } = await run({ timeoutMs: 300, spec: { command: 'echo began' } });
    expect(report).toMatchObject({ outcome: 'timed_out', failure: { kind: 'timeout' } });
  });
});
