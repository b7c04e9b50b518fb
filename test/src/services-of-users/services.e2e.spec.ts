import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TaskDto } from '@orrery/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import { OrreryProcess, type ProcessPlan } from '../installation/orrery-process.js';
import { until } from '../installation/until.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** As `npm run build` does in the folder of the example. */
async function build(example: string): Promise<void> {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', join(repository, 'examples', example)]);
}

/** Services of users, and workers started by hand, as real processes of a real cluster. */
describe('joining a cluster', () => {
  let installation: Installation;
  const started: OrreryProcess[] = [];
  beforeAll(async () => {
    await Promise.all(['worker-service', 'nest-worker'].map(build));
    installation = await startInstallation({ mode: 'cluster', mail: false });
  });
  afterEach(async () => {
    for (const each of started.splice(0)) {
      if (!each.isRunning) continue;
      each.signal('SIGTERM');
      await each.exit();
    }
  });
  afterAll(() => installation?.close());

  function start(script: string, more: Partial<ProcessPlan> = {}): OrreryProcess {
    const env = { ...installation.workerEnvironment, ...more.env };
    const name = script.replaceAll('/', '-');
    const at = { name, app: 'worker', script, healthPort: 0, cwd: installation.filesDir } as const;
    const process = new OrreryProcess({ ...at, ...more, env });
    started.push(process);
    return process;
  }

  function handlerTask(handler: string, group: string, more: object = {}): Promise<TaskDto> {
    return installation.api.createTask({ kind: 'handler', spec: { handler }, group, ...more });
  }

  const workerOf = (group: string) => async () => {
    return (await installation.api.workers()).find((each) => each.group === group && each.state === 'up');
  };

  describe('a service in plain TypeScript', () => {
    const startService = async () => {
      const service = start('examples/worker-service/dist/main.js');
      await service.untilSays(/takes work/, 60_000);
      return service;
    };

    it('goes on from its checkpoint after it was killed in the middle', async () => {
      const { api } = installation;
      const retry = { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 0 } };
      const { id: taskId } = await handlerTask('billing.close-books', 'billing', { retry });
      const service = await startService();
      const accounts = Array.from({ length: 12 }, (_, index) => `account-${index}`);
      const { id } = await api.trigger(taskId, { month: '2026-05', accounts, msPerAccount: 200 });
      const stored = await until('two accounts to be closed', async () => {
        const { closed = 0 } = ((await api.attempts(id))[0]?.checkpoint ?? {}) as { closed?: number };
        return closed >= 2 && closed;
      });
      service.signal('SIGKILL');
      await service.exit();

      await startService();
      const run = await api.ended(id, 60_000);
      expect(run).toMatchObject({ state: 'succeeded', attempt: 2, result: { closed: 12 }, progress: 1 });
      const { before } = run.result as { before: number };
      expect(before).toBeGreaterThanOrEqual(stored);
      expect(before).toBeLessThan(12);
      await api.logWith(id, `going on after ${before} account(s)`, 'closed account-11 for 2026-05');
      expect(await api.attempts(id)).toMatchObject([
        { state: 'lost', checkpoint: null },
        { state: 'succeeded', checkpoint: { closed: 12 } },
      ]);
    });

    it('finishes what runs when it is asked to stop, and leaves', async () => {
      const { api } = installation;
      const { id: taskId } = await handlerTask('billing.close-books', 'billing');
      const service = await startService();
      const accounts = Array.from({ length: 5 }, (_, index) => `account-${index}`);
      const { id } = await api.trigger(taskId, { month: '2026-05', accounts, msPerAccount: 300 });
      await api.logWith(id, 'closed account-0 for 2026-05');
      service.signal('SIGTERM');
      expect(await service.exit()).toEqual({ code: 0, signal: null });
      expect(await api.ended(id)).toMatchObject({ state: 'succeeded', attempt: 1, result: { before: 0 } });
      await until('the worker to be gone', async () => (await workerOf('billing')()) === undefined);
    });

    it('refuses wrong parameters, once, by their names', async () => {
      const { api } = installation;
      const retry = { maxAttempts: 5, backoff: { kind: 'fixed', delayMs: 0 } };
      const { id: taskId } = await handlerTask('billing.close-books', 'billing', { retry });
      await startService();
      const run = await api.ended((await api.trigger(taskId, { month: 'May', accounts: [] })).id);
      expect(run).toMatchObject({ state: 'failed', attempt: 1, error: { kind: 'handler' } });
      expect(run.error!.message).toContain('month: must be a month as 2026-05; accounts: ');
    });

    it('runs no commands', async () => {
      const { api } = installation;
      await startService();
      const task = await api.shell('echo hello', { group: 'billing' });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run.error).toMatchObject({ kind: 'refused' });
    });

    it('does not start with a setting that is wrong', async () => {
      const service = start('examples/worker-service/dist/main.js', { env: { ORRERY_DRAIN_MS: 'long' } });
      expect((await service.exit()).code).toBe(1);
      expect(service.errors).toContain('ORRERY_DRAIN_MS must be a whole number');
    });
  });

  it('as a service in Nest, its providers run tasks and it drains by the shutdown hooks', async () => {
    const { api } = installation;
    const { id: taskId } = await handlerTask('ledger.balance', 'ledger');
    const service = start('examples/nest-worker/dist/main.js');
    const { id } = await api.trigger(taskId, { account: 'four', month: 3 });
    expect(await api.ended(id)).toMatchObject({ state: 'succeeded', result: { balance: 12 } });
    await api.logWith(id, 'the balance of four is 12');
    const wrong = await api.ended((await api.trigger(taskId, { account: 'four', month: 13 })).id);
    expect(wrong.error!.message).toContain('month must not be greater than 12');
    service.signal('SIGTERM');
    await service.exit();
    await until('the worker to be gone', async () => (await workerOf('ledger')()) === undefined);
  });

  it('by hand, with flags', async () => {
    const args = ['--group', 'gpu', '--slots', '8', '--labels', 'zone=a', '--health-port', '0'];
    const worker = start('scripts/worker/main.mjs', { args: [...args, '--node-id', 'by-hand'] });
    const joined = await until('the worker to join', workerOf('gpu'), 60_000);
    expect(joined).toMatchObject({ id: 'by-hand', slots: 8, labels: { zone: 'a' } });
    worker.signal('SIGTERM');
    expect((await worker.exit()).code).toBe(0);
  });

  it('by hand, names the flag that is wrong', async () => {
    const wrong = start('scripts/worker/main.mjs', { args: ['--slots', '0', '--labels', 'zone'] });
    expect((await wrong.exit()).code).toBe(78);
    expect(wrong.errors).toContain('--slots must be at least 1 (got "0")');
    expect(wrong.errors).toContain('--labels must be key=value pairs');
    const unknown = start('scripts/worker/main.mjs', { args: ['--slot', '1'] });
    expect((await unknown.exit()).code).toBe(78);
    expect(unknown.errors).toContain("Unknown option '--slot'");
    const away = start('scripts/worker/main.mjs', { env: { ORRERY_AMQP_URL: '' } });
    expect((await away.exit()).code).toBe(78);
    expect(away.errors).toContain('ORRERY_AMQP_URL (--amqp-url) must be set');
  });
});
