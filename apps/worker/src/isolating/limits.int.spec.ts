import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultIsolation, noResourceLimits, type IsolationLevel, type ResourceLimits } from '@orrery/domain';
import { useBroker, useBubblewrap } from '@orrery/testing';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { workerHome } from '../identity/worker-files.js';
import { scanProcesses } from '../killing/proc-scan.js';
import { TrialMaster } from '../testing/trial-master.js';
import { useRealWorkers, workerUsers, type RealWorker } from '../testing/use-real-workers.js';

const limitMs = 60_000;
/** Where cgroups are of version 2 the kernel ends all of an attempt at once. */
const endsAlone = existsSync('/sys/fs/cgroup/memory');
const used = useBroker();
useBubblewrap();
const workers = useRealWorkers(used);
const master = new TrialMaster({ broker: used.broker });
let seconds = 86_000;
beforeAll(() => master.start());
/** How long something sleeps, which no other process on this machine does. */
beforeEach(() => void (seconds += 1));

/** Whether a process with that command line is alive, whatever it did to its name, parents and environment. */
function isAsleep(): boolean {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.some((pid) => commandOf(pid) === `sleep\0${seconds}\0`);
}

/** Where a worker has those of the first attempt of a run: it keeps a file of the directories they are in. */
function cgroupsOf({ id, dataDir }: RealWorker, runId: string): string[] {
  const roots = readFileSync(join(workerHome(dataDir, id), 'cgroups'), 'utf8').split('\n');
  return roots.map((root) => join(root, `${runId}.1`));
}

/** Nobody is left then who would end attempts in place of their worker. */
function killGuardOf({ pid }: RealWorker): void {
  const guard = scanProcesses().find(
    (each) => each.ppid === pid && commandOf(String(each.pid)).includes('lease-guard'),
  );
  process.kill(guard!.pid, 'SIGKILL');
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

describe.each(workerUsers)('of the worker of %s', (user) => {
  let worker: RealWorker;
  beforeAll(async () => {
    worker = await workers.start(master, user);
  }, limitMs);

  const levels: IsolationLevel[] = user === 'root' ? ['process', 'sandbox'] : ['sandbox'];
  describe.each(levels)('an attempt of level %s', (level) => {
    const start = (command: string, limits: Partial<ResourceLimits> = {}, more: object = {}) => {
      const isolation = { ...defaultIsolation, level, limits: { ...noResourceLimits, ...limits } };
      return master.dispatch({ spec: { command }, isolation, killGraceMs: 300, ...more }, worker.id);
    };
    const said = async (runId: string, text: string) => {
      await vi.waitUntil(() => master.textOf(runId, 'stdout').includes(text), { timeout: limitMs });
    };

    it('fills no disk, neither by one file nor by many, nor behind a closed door', async () => {
      const one = await start('pwd; dd if=/dev/zero of=big bs=1M count=10240 2>/dev/null', {
        diskBytes: 20_000_000,
      });
      const many = await start(
        'pwd; i=0; while :; do head -c 900000 /dev/zero > f$i; i=$((i+1)); sleep 0.01; done',
        {
          diskBytes: 20_000_000,
        },
      );
      const closed = await start(
        'pwd; mkdir d; for i in $(seq 40); do head -c 900000 /dev/zero > d/f$i; done; chmod 0 d; sleep 60',
        { diskBytes: 20_000_000 },
      );
      for (const { runId } of [one, many, closed]) {
        const report = await master.finished(runId, limitMs);
        expect(report).toMatchObject({ outcome: 'failed', failure: { kind: 'disk_quota' } });
        const [directory] = master.textOf(runId, 'stdout');
        await vi.waitUntil(() => !existsSync(directory!), { timeout: limitMs });
      }
    });

    it('lives on in nothing that it starts, however that hides', async () => {
      const hide = `setsid env -i sh -c 'setsid env -i sh -c "trap : TERM; exec sleep ${seconds}" & exit' >/dev/null 2>&1 &`;
      const ended = await start(`${hide} sleep 0.3; exit 0`);
      expect(await master.finished(ended.runId, limitMs)).toMatchObject({
        outcome: 'succeeded',
        execution: { ending: { seen: user === 'root' ? 'cgroup' : 'pid_namespace' } },
      });
      expect(isAsleep()).toBe(false);
      const cancelled = await start(`${hide} trap "" TERM; echo ready; while :; do sleep 1; done`);
      await said(cancelled.runId, 'ready');
      await vi.waitUntil(isAsleep, { timeout: limitMs });
      const { runId } = cancelled;
      await master.control(worker.id, { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'enough' });
      expect(await master.finished(runId, limitMs)).toMatchObject({
        outcome: 'cancelled',
        execution: { ending: { by: 'kill' } },
      });
      expect(isAsleep()).toBe(false);
    });

    it('is asked to end before it is killed', async () => {
      const command = 'trap "echo cleaned up; exit 0" TERM; echo ready; while :; do sleep 0.05; done';
      const { runId } = await start(command, {}, { timeoutMs: 1_000, killGraceMs: 10_000 });
      expect(await master.finished(runId, limitMs)).toMatchObject({
        outcome: 'timed_out',
        execution: { ending: { by: 'term' } },
      });
      expect(master.textOf(runId, 'stdout')).toContain('cleaned up');
    });

    if (user === 'ordinary')
      it('is refused where its limits cannot be kept', async () => {
        const { runId } = await start('true', { memoryBytes: 100_000_000 });
        expect(await master.finished(runId, limitMs)).toMatchObject({
          outcome: 'failed',
          failure: { kind: 'isolation_unavailable', message: expect.stringContaining('memory') as string },
        });
      });

    if (user === 'root')
      describe('with limits that a cgroup keeps', () => {
        it('is killed alone when it takes too much memory, and that is told', async () => {
          const { runId } = await start('head -c 800m /dev/zero | tail | wc -c; exit 3', {
            memoryBytes: 60_000_000,
          });
          const report = await master.finished(runId, limitMs);
          expect(report).toMatchObject({ outcome: 'failed', failure: { kind: 'out_of_memory' } });
          expect(report.execution?.resources?.maxMemoryBytes).toBeLessThanOrEqual(60_000_000);
          const next = await start('echo well');
          expect(await master.finished(next.runId, limitMs)).toMatchObject({ outcome: 'succeeded' });
        });

        if (level === 'process' && endsAlone)
          it('says what was killed of it for want of memory, when it goes on and succeeds', async () => {
            const { runId } = await start('head -c 800m /dev/zero | tail | wc -c; echo after', {
              memoryBytes: 60_000_000,
            });
            expect(await master.finished(runId, limitMs)).toMatchObject({ outcome: 'succeeded' });
            expect(master.textOf(runId, 'stdout')).toContain('after');
            const text = master.textOf(runId, 'system').join('\n');
            expect(text).toMatch(/the kernel killed [1-9]\d* process\(es\) of it for want of memory/);
          });

        it('makes no more processes than it may; the worker goes on meanwhile', async () => {
          const bomb = await start(
            'bomb() { bomb | bomb & }; bomb; echo begun; sleep 60',
            { pids: 60 },
            { timeoutMs: 4_000 },
          );
          await said(bomb.runId, 'begun');
          const next = await start('echo well');
          expect(await master.finished(next.runId, limitMs)).toMatchObject({ outcome: 'succeeded' });
          const cgroups = cgroupsOf(worker, bomb.runId);
          expect(cgroups.filter((each) => existsSync(each))).toEqual(cgroups);
          const countsMost = cgroups.some((each) => existsSync(join(each, 'pids.peak')));
          const report = await master.finished(bomb.runId, limitMs);
          expect(report).toMatchObject({ outcome: 'timed_out', execution: { ending: { seen: 'cgroup' } } });
          const most = report.execution?.resources?.maxPids;
          expect(most === undefined).toBe(!countsMost);
          if (most !== undefined) expect(most).toBeLessThanOrEqual(62);
          expect(cgroups.filter((each) => existsSync(each))).toEqual([]);
        });

        it('gets no more of the processors than it may', async () => {
          const { runId } = await start('while :; do :; done', { cpu: 0.2 }, { timeoutMs: 2_000 });
          const { execution } = await master.finished(runId, limitMs);
          expect(execution?.resources?.cpuMs).toBeLessThan(1_200);
        });
      });
  });
});

if (workerUsers.includes('root'))
  describe('the next life of a worker', () => {
    it('ends what hid from the guard of the former one, and removes what it left, before the loss is told', async () => {
      const settings = { ORRERY_NODE_ID: 'w-again', ORRERY_GROUP: 'w-again' };
      const first = await workers.start(master, 'root', undefined, settings);
      const hide = `setsid env -i setsid sleep ${seconds} >/dev/null 2>&1 &`;
      const { runId } = await master.dispatch({ spec: { command: `${hide} pwd; sleep 60` } }, first.id);
      const directory = await vi.waitUntil(() => master.textOf(runId, 'stdout')[0], { timeout: limitMs });
      await vi.waitUntil(isAsleep, { timeout: limitMs });
      killGuardOf(first);
      await first.kill();
      expect(isAsleep()).toBe(true);
      const settled = vi.waitUntil(() => master.finishedOf(runId), { timeout: limitMs, interval: 1 });
      await workers.start(master, 'root', first, settings);
      expect(await settled).toMatchObject({ outcome: 'lost' });
      expect(isAsleep()).toBe(false);
      expect(existsSync(directory)).toBe(false);
    });
  });
