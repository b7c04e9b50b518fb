import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { environmentOf, scanProcesses } from '../killing/proc-scan.js';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const workers = useWorkers();
afterEach(() => void vi.unstubAllEnvs());

async function given(environment: NodeJS.ProcessEnv = {}) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  const dataDir = await workers.dataDir();
  const app = await workers.start(broker, { dataDir });
  return { master, app, dataDir };
}

/** Processes of a run that are alive, as /proc tells. */
function alive(runId: string): number[] {
  return scanProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => environmentOf(pid).some((entry) => entry.startsWith(`ORRERY_ATTEMPT_ID=${runId}`)));
}

describe('shell tasks', () => {
  it('fail with their exit code', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command: 'exit 7' } });
    expect(await master.finished(runId)).toMatchObject({
      outcome: 'failed',
      exitCode: 7,
      failure: { kind: 'exit_code', exitCode: 7, message: 'exited with code 7' },
    });
  });

  it('fail with the signal that ended them', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command: 'kill -SEGV $$' } });
    expect(await master.finished(runId)).toMatchObject({
      outcome: 'failed',
      exitCode: null,
      failure: { kind: 'signal', message: 'ended by signal SIGSEGV' },
    });
  });

  it('see their run and parameters, and nothing of the secrets of the worker', async () => {
    const { master } = await given({ ORRERY_AMQP_PASSWORD: 'hidden', SECRET_TOKEN: 'hidden' });
    const { runId } = await master.dispatch({
      spec: { command: 'env; pwd', env: { GREETING: 'good day', ORRERY_RUN_ID: 'forged' } },
      params: { orderId: 'a-1', deep: { x: 1 } },
      attempt: 3,
      plannedAt: '2026-01-01T00:00:00.000Z',
    });
    expect(await master.finished(runId)).toMatchObject({ outcome: 'succeeded' });
    const lines = master.textOf(runId, 'stdout');
    expect(lines).toEqual(
      expect.arrayContaining([
        `ORRERY_RUN_ID=${runId}`,
        'ORRERY_ATTEMPT=3',
        'ORRERY_FENCE_TOKEN=3',
        'ORRERY_TASK=hello',
        'ORRERY_PROJECT=default',
        'ORRERY_PLANNED_AT=2026-01-01T00:00:00.000Z',
        'ORRERY_PARAM_ORDER_ID=a-1',
        'ORRERY_PARAM_DEEP={"x":1}',
        'ORRERY_PARAMS={"orderId":"a-1","deep":{"x":1}}',
        'GREETING=good day',
      ]),
    );
    expect(lines.join('\n')).not.toContain('hidden');
  });

  it.each([
    ['their name and arguments', 'echo "$0" "$#" "$-" "$?"'],
    ['the lines of their messages', '/nosuch/one\n/nosuch/two'],
    ['their faults', 'echo "before'],
    ['a comment', '# nothing\n#'],
    ['a document', 'cat <<END\nhere\nEND'],
  ])('find %s as in a shell that was started with nothing else', async (_, command) => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command } });
    const { exitCode } = await master.finished(runId);
    const bare = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
    const texts = [master.textOf(runId, 'stdout'), master.textOf(runId, 'stderr')];
    expect([exitCode, ...texts.map((lines) => lines.join('\n'))]).toEqual([
      bare.status,
      bare.stdout.trimEnd(),
      bare.stderr.trimEnd(),
    ]);
  });

  it('work in a directory of their own that is gone afterwards', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command: 'touch made-here; pwd' } });
    await master.finished(runId);
    const [directory] = master.textOf(runId, 'stdout');
    expect(basename(directory!)).toMatch(new RegExp(`^${runId}.1-`));
    await vi.waitUntil(() => !existsSync(directory!), { timeout: 5_000, interval: 5 });
  });

  it('may have a command longer than an argument', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command: `: ${'x'.repeat(200_000)}\necho done` } });
    await master.finished(runId);
    expect(master.textOf(runId, 'stdout')).toEqual(['done']);
  });

  it('are a failure to start when the system refuses their environment', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command: 'true', env: { BAD: 'a\0b' } } });
    expect(await master.finished(runId)).toMatchObject({ outcome: 'failed', failure: { kind: 'spawn' } });
  });

  it.each([
    ['a NUL character', 'a\0b'],
    ['too many bytes', 'x'.repeat(200_000)],
  ])('are a failure to start when an argument has %s', async (_, arg) => {
    const { master } = await given();
    const spec = { interpreter: 'sh', source: 'echo "$1"', args: [arg] };
    const { runId } = await master.dispatch({ kind: 'script', spec });
    const { outcome, failure } = await master.finished(runId);
    expect([outcome, failure?.kind]).toEqual(['failed', 'spawn']);
    expect(master.textOf(runId, 'stdout')).toEqual([]);
  });

  it('number their lines without holes, also when there are many', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({
      spec: { command: 'i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done' },
    });
    await master.finished(runId);
    const lines = master.linesOf(runId);
    expect(lines.map(({ n }) => n)).toEqual(Array.from({ length: 20_002 }, (_, index) => index + 1));
    expect(lines.at(-2)?.text).toBe('19999');
  });

  it('send their lines while they run', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command: 'echo first; sleep 30' } });
    await vi.waitUntil(() => master.textOf(runId, 'stdout').includes('first'), {
      timeout: 3_000,
      interval: 5,
    });
    expect(master.finishedOf(runId)).toBeUndefined();
    await master.control('w-1', { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'seen enough' });
    await master.finished(runId);
  });
});

describe('script tasks', () => {
  it.each([
    [
      'node',
      'const fs = require("fs"); console.log(process.argv[2], fs.readdirSync(".").length > 0)',
      'one true',
    ],
    ['node', 'import { argv } from "node:process"; console.log(argv[2], true)', 'one true'],
    ['python3', 'import sys\nprint(sys.argv[1], True)', 'one True'],
    ['bash', 'echo "$1" "${BASH_VERSION:+true}"', 'one true'],
  ])('run their source with %s', async (interpreter, source, expected) => {
    const { master } = await given();
    const { runId } = await master.dispatch({ kind: 'script', spec: { interpreter, source, args: ['one'] } });
    expect(await master.finished(runId)).toMatchObject({ outcome: 'succeeded' });
    expect(master.textOf(runId, 'stdout')).toEqual([expected]);
  });

  it('fail to start when the worker lacks the interpreter', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({
      kind: 'script',
      spec: { interpreter: 'cobol-77', source: '' },
    });
    expect(await master.finished(runId)).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'spawn', message: 'there is no program "cobol-77" on worker w-1' },
    });
  });
});

describe('ending', () => {
  it('reaches grandchildren in sessions of their own and those that ignore TERM; nothing is left', async () => {
    const { master } = await given();
    const command = `
      setsid sh -c 'trap "" TERM; while :; do sleep 1; done' >/dev/null 2>&1 &
      (trap "" TERM; sleep 61 & wait) &
      env -i sleep 62 &
      echo ready; wait`;
    const { runId } = await master.dispatch({ spec: { command }, killGraceMs: 200 });
    await vi.waitUntil(() => master.textOf(runId, 'stdout').includes('ready'), {
      timeout: 3_000,
      interval: 5,
    });
    expect(alive(runId).length).toBeGreaterThanOrEqual(4);
    await master.control('w-1', { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'asked by ann' });
    expect(await master.finished(runId)).toMatchObject({ outcome: 'cancelled', failure: null });
    expect(alive(runId)).toEqual([]);
    expect(master.textOf(runId, 'system')).toEqual([
      'started on worker w-1 (attempt 1)',
      'cancelled: asked by ann',
      expect.stringMatching(/^\d+ processes ended, [1-9]\d* of them killed; none is left$/),
    ]);
  });

  it('comes to what a successful command left running, too', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command: 'setsid sleep 63 & sleep 64 & echo done' } });
    expect(await master.finished(runId)).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    expect(alive(runId)).toEqual([]);
  });

  it('by a timeout lets the process go in peace when it heeds TERM', async () => {
    const { master } = await given();
    const command = 'trap "echo cleaned up; exit 0" TERM; echo ready; while :; do sleep 0.05; done';
    const { runId } = await master.dispatch({ spec: { command }, timeoutMs: 300, killGraceMs: 5_000 });
    const report = await master.finished(runId);
    expect(report).toMatchObject({
      outcome: 'timed_out',
      failure: { kind: 'timeout', message: 'timed out after 300 ms' },
    });
    expect(master.textOf(runId, 'stdout')).toContain('cleaned up');
  });

  it('by a stop is not reported, and leaves the spool empty', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command: 'pwd; sleep 65' } });
    const directory = await vi.waitUntil(() => master.textOf(runId, 'stdout')[0], {
      timeout: 3_000,
      interval: 5,
    });
    await master.control('w-1', { v: 1, kind: 'stop', runId, attempt: 1, reason: 'lease lost' });
    await vi.waitUntil(() => !existsSync(directory), { timeout: 5_000, interval: 5 });
    expect(alive(runId)).toEqual([]);
    const next = await master.dispatch({ spec: { command: 'true' } });
    await master.finished(next.runId);
    expect(master.finishedOf(runId)).toBeUndefined();
  });
});

describe('timeoutAction', () => {
  it('warn reports the overrun and lets the attempt finish', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({
      spec: { command: 'sleep 0.4' },
      timeoutMs: 100,
      timeoutAction: 'warn',
    });
    expect(await master.finished(runId)).toMatchObject({ outcome: 'succeeded' });
    expect(master.reports.filter((report) => report.runId === runId).map(({ kind }) => kind)).toEqual([
      'overdue',
      'finished',
    ]);
  });

  it('both reports the overrun and ends it', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({
      spec: { command: 'sleep 66' },
      timeoutMs: 100,
      timeoutAction: 'both',
    });
    expect(await master.finished(runId)).toMatchObject({ outcome: 'timed_out' });
    expect(master.reports.filter((report) => report.runId === runId).map(({ kind }) => kind)).toEqual([
      'overdue',
      'finished',
    ]);
  });
});
