import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noResourceLimits } from '@orrery/domain';
import { SystemClock } from '@orrery/runtime';
import { afterAll, expect, it, vi } from 'vitest';
import { Cell, type CellParts } from '../isolating/cell.js';
import type { Cells } from '../isolating/cells.js';
import type { Cgroup } from '../isolating/cgroups/cgroup.js';
import { processFinder } from '../killing/this-machine.js';
import { AttemptLog } from '../logs/attempt-log.js';
import { dispatchOf } from '../testing/dispatch-of.js';
import { Attempt } from './attempt.js';
import { Launcher, type Child } from './launcher.js';
import { OutputPipes } from './output-pipes.js';
import { ProcessRunner } from './process-runner.js';

const directory = mkdtempSync(join(tmpdir(), 'orrery-runner-'));
afterAll(() => rmSync(directory, { recursive: true }));
const endless = { file: '/bin/sleep', args: ['600'], env: {} };
type Start = (() => Child) | undefined;
const cancelled = { kind: 'cancelled', reason: 'enough' } as const;

/** An attempt whose process has not joined its cgroup yet. */
async function given({
  isRemovable = true,
  onLaunch = (): void => undefined,
  start = undefined as Start,
} = {}) {
  const log = new AttemptLog({
    ...{ runId: 'r', attempt: 1, limitBytes: 10_000 },
    ...{ now: () => new Date().toISOString(), onAppend: () => undefined },
  });
  const attempt = new Attempt(dispatchOf(), log);
  const launcher = await Launcher.probe(new OutputPipes(directory));
  const launch = vi.fn<CellParts['launch']>((command) => {
    const child = start?.() ?? launcher.start(command, directory);
    onLaunch();
    return child;
  });
  const cgroup: Cgroup = {
    ...{ joinFiles: [], listFile: '', pids: () => [], kill: () => undefined, usage: () => ({}) },
    ...{ reading: () => ({}), outOfMemoryKills: () => 0, remove: () => isRemovable },
  };
  const limits = noResourceLimits;
  const plan = { level: 'process', network: 'host', limits, degraded: [] } as const;
  const release = vi.fn(async () => undefined);
  const cell = new Cell({ plan, uid: 4_194_000, cgroup, launch, release });
  const open = vi.fn<Cells['open']>(async () => cell);
  const runner = new ProcessRunner({ open } as unknown as Cells, processFinder(), new SystemClock());
  return { attempt, launch, open, release, run: () => runner.run(attempt, endless, directory) };
}

it('starts nothing of an attempt that has to end already', async () => {
  const { attempt, open, run } = await given();
  attempt.end(cancelled);
  expect(await run()).toEqual({ outcome: 'ended' });
  expect(open).not.toHaveBeenCalled();
});

it('starts nothing of an attempt that had to end while it waited for its cell', async () => {
  const { attempt, launch, open, release, run } = await given();
  const make = open.getMockImplementation()!;
  open.mockImplementation(async (...asked) => {
    attempt.end(cancelled);
    return await make(...asked);
  });
  expect(await run()).toEqual({ outcome: 'ended' });
  expect(launch).not.toHaveBeenCalled();
  expect(release).toHaveBeenCalledWith(true);
});

it('ends a process that has not joined its cgroup yet', async () => {
  const { attempt, launch, release, run } = await given({ onLaunch: () => attempt.end(cancelled) });
  expect(await run()).toEqual({ outcome: 'ended' });
  expect(launch.mock.results[0]!.value).toMatchObject({ signalCode: 'SIGTERM' });
  expect(attempt.execution).toMatchObject({ ending: { by: 'term', seen: 'cgroup' } });
  expect(release).toHaveBeenCalledWith(true);
});

it('tells that somebody may have its user id yet when its cgroup cannot be removed', async () => {
  const { attempt, release, run } = await given({
    isRemovable: false,
    onLaunch: () => attempt.end(cancelled),
  });
  await run();
  expect(release).toHaveBeenCalledWith(false);
});

it.each([
  ['before', undefined, 0],
  ['within', `{ exec echo ${'x '.repeat(2_000_000)}\n}\n`, 2],
])(
  'tells of a shell whose order ends %s it that it did not start, whatever its exit code',
  async (_, order, code) => {
    const launched: Child[] = [];
    const { attempt, run } = await given({
      start: () => {
        const child = spawn('/bin/sh', [], { detached: true }) as Child;
        child.stdin!.on('error', () => undefined);
        if (order !== undefined) child.stdin!.write(order);
        child.stdin!.destroy();
        launched.push(child);
        return child;
      },
    });
    const message = expect.stringContaining('could not be started: the shell') as string;
    expect(await run()).toMatchObject({ outcome: 'failed', failure: { kind: 'spawn', message } });
    expect(launched[0]!.exitCode).toBe(code);
    expect(attempt.execution).toMatchObject({ ending: { seen: 'cgroup' } });
  },
);

it.each([['exec true\n'], [`: ${'x'.repeat(1_000_000)}\nexec true\n`]])(
  'does not take a quick command for one without its order, however late the worker hears of its end',
  async (order) => {
    for (let round = 0; round < 20; round += 1) {
      const { run } = await given({
        start: () => {
          const child = spawn('/bin/sh', [], { detached: true }) as Child;
          child.stdin!.end(order);
          const untilMs = performance.now() + 20;
          while (order.length < 100 && performance.now() < untilMs);
          return child;
        },
      });
      expect(await run()).toMatchObject({ outcome: 'succeeded' });
    }
  },
);
