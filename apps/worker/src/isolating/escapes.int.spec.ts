import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import type { DispatchMessage, FinishedReport } from '@orrery/contracts';
import { defaultIsolation, noResourceLimits, type IsolationLevel } from '@orrery/domain';
import { useBroker, useBubblewrap } from '@orrery/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import {
  givenFile,
  useRealWorkers,
  workersSecret,
  workerUsers,
  type RealWorker,
} from '../testing/use-real-workers.js';

const limitMs = 30_000;
const used = useBroker();
useBubblewrap();
const workers = useRealWorkers(used);
const master = new TrialMaster({ broker: used.broker });
beforeAll(() => master.start());

describe.each(workerUsers)('of the worker of %s', (user) => {
  let worker: RealWorker;
  beforeAll(async () => {
    worker = await workers.start(master, user);
  }, limitMs);

  if (user === 'ordinary')
    it('says what it cannot give, and what it gives in spite of that', async () => {
      const { isolation } = master.heartbeats.find(({ workerId }) => workerId === worker.id)!;
      expect(isolation).toEqual({
        levels: ['process', 'sandbox'],
        missing: expect.arrayContaining(['own user ids: the worker is not root']) as string[],
      });
      const { runId } = await master.dispatch({ spec: { command: 'true' } }, worker.id);
      expect(await master.finished(runId, limitMs)).toMatchObject({
        outcome: 'succeeded',
        execution: {
          isolation: {
            level: 'process',
            degraded: expect.arrayContaining(['no user id of its own: the worker is not root']) as string[],
          },
        },
      });
    });

  const levels: IsolationLevel[] = user === 'root' ? ['process', 'sandbox'] : ['sandbox'];
  describe.each(levels)('an attempt of level %s', (level) => {
    const start = (command: string, network = 'host', over: Partial<DispatchMessage> = {}) => {
      const isolation = { ...defaultIsolation, level, network, limits: noResourceLimits };
      return master.dispatch({ spec: { command }, isolation, killGraceMs: 200, ...over }, worker.id);
    };
    const checkpointsOf = ({ runId, checkpoint }: FinishedReport) => {
      const sent = master.reports.filter((each) => each.kind === 'checkpoint' && each.runId === runId);
      return [...sent, ...(checkpoint === undefined ? [] : [checkpoint])];
    };
    const run = async (command: string, network?: string) => {
      const { runId } = await start(command, network);
      const report = await master.finished(runId, limitMs);
      expect(report.execution?.isolation).toEqual({ level, degraded: expect.any(Array) as string[] });
      const lines = master.linesOf(runId).map(({ text }) => text);
      return { report, runId, output: lines.join('\n'), out: master.textOf(runId, 'stdout') };
    };

    it('sees nothing of what its worker knows', async () => {
      const { output, report } = await run(`
        cat /proc/${worker.pid}/environ | tr '\\0' '\\n'
        cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n' | grep SOME_SECRET
        ls ${worker.dataDir}/worker/${worker.id}/spool ${worker.dataDir}
        cat ${worker.dataDir}/worker/${worker.id}/spool/*
        cat ${worker.dataDir}/worker/${worker.id}/cgroups && exit 1
        exit 0`);
      expect(report.outcome).toBe('succeeded');
      expect(output).not.toContain(workersSecret);
      expect(output).not.toMatch(/^journal|"accepted"/m);
    });

    it('has no open file of its worker', async () => {
      const { output } = await run(`ls -l /proc/self/fd; cat /proc/self/fd/${givenFile}; true`);
      expect(output).toContain(`${givenFile} -> /dev/null`);
      expect(output).not.toContain(workersSecret);
    });

    it('opens its own outputs by name, as scripts do', async () => {
      const { report, runId } = await run('echo one > /dev/stdout && echo two | tee /dev/stderr > /dev/null');
      expect(report.outcome).toBe('succeeded');
      expect([master.textOf(runId, 'stdout'), master.textOf(runId, 'stderr')]).toEqual([['one'], ['two']]);
    });

    it('sees nothing of another attempt, nor gets into its directory', async () => {
      const { runId } = await start('echo mine > secret; pwd; sleep 60');
      const directory = await vi.waitUntil(() => master.textOf(runId, 'stdout')[0], { timeout: limitMs });
      const { output } = await run(`cat ${directory}/secret; ls ${directory}; echo x > ${directory}/y`);
      expect(output).not.toMatch(/mine|secret$/m);
      expect(existsSync(join(directory, 'y'))).toBe(false);
      await master.control(worker.id, { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'seen enough' });
      await master.finished(runId, limitMs);
    });

    it('writes nowhere but in its own directory', async () => {
      const outside = [
        '/usr/orrery-was-here',
        '/etc/orrery-was-here',
        '/orrery-was-here',
        `${worker.dataDir}/was-here`,
      ];
      const { out } = await run(
        `for f in ${outside.join(' ')}; do (echo x > $f) 2>/dev/null && echo wrote $f; done; echo x > mine && cat mine`,
      );
      // In a sandbox /tmp is its own.
      expect(out.filter((line) => !line.startsWith('wrote /tmp/'))).toEqual(['x']);
      for (const path of outside) expect(existsSync(path), path).toBe(false);
    });

    it('leaves nothing for who gets its user id next', async () => {
      const name = `orrery-left-${user}-${level}`;
      const noText = Buffer.concat([Buffer.from(`/tmp/${name}-`), Buffer.from([0xff])]);
      await run(`mkdir /tmp/${name} 2>/dev/null && echo x > /tmp/${name}/file; echo x > /dev/shm/${name}
        mkdir "$(printf '/tmp/${name}-\\377')"; true`);
      const left = [`/tmp/${name}`, `/dev/shm/${name}`, noText];
      await vi.waitUntil(() => left.every((path) => !existsSync(path)), { timeout: limitMs });
    });

    it('gains no privileges by programs that would give them', async () => {
      const { out } = await run(`grep NoNewPrivs /proc/self/status; grep CapEff /proc/self/status`);
      expect(out).toEqual(['NoNewPrivs:\t1', 'CapEff:\t0000000000000000']);
    });

    it('has no network when it is to have none', async () => {
      const { port } = server.address() as AddressInfo;
      const connect = `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port} && head -c 5 <&3'`;
      expect((await run(connect)).out).toEqual(['hello']);
      expect((await run(connect, 'none')).report).toMatchObject({
        outcome: 'failed',
        failure: { kind: 'exit_code' },
      });
    });

    it('does not have its worker read or remove what its links point to', async () => {
      const { report, output } = await run('rm "$ORRERY_OUTPUT"; ln -s /etc/shadow "$ORRERY_OUTPUT"');
      expect(report).toMatchObject({ outcome: 'failed', failure: { kind: 'output' }, result: null });
      expect(output).not.toContain('root:');
      const victim = mkdtempSync('/var/tmp/orrery-victim-');
      writeFileSync(join(victim, 'kept'), 'x');
      const deep = 'd'.repeat(200);
      const { out } =
        await run(`pwd; ln -s ${victim} link; mkdir locked; ln -s ${victim} locked/l; chmod 0 locked
        i=0; while [ $i -lt 30 ]; do mkdir ${deep}; cd ${deep}; i=$((i+1)); done; true`);
      await vi.waitUntil(() => !existsSync(out[0]!), { timeout: limitMs });
      expect(existsSync(join(victim, 'kept'))).toBe(true);
      rmSync(victim, { recursive: true });
    });

    it('finds the last checkpoint, and its worker takes the next one, but not what a link points to', async () => {
      const command = 'cat "$ORRERY_LAST_CHECKPOINT"; echo page=3 > new; mv new "$ORRERY_CHECKPOINT"; exit 1';
      const { runId } = await start(command, 'host', { attempt: 2, checkpoint: { value: 'page=2' } });
      const report = await master.finished(runId, limitMs);
      expect(master.textOf(runId, 'stdout')).toEqual(['page=2']);
      expect(checkpointsOf(report)).toEqual(
        expect.arrayContaining([expect.objectContaining({ value: 'page=3\n' })]),
      );
      const linked = await run(
        'ln -s /etc/shadow "$ORRERY_CHECKPOINT"; ln -s /etc/shadow "$ORRERY_PROGRESS"; exit 1',
      );
      expect(checkpointsOf(linked.report)).toEqual([]);
      expect(linked.output).toContain('its checkpoint is not kept: the file is no longer a regular file');
      expect(linked.output).not.toContain('root:');
    });

    if (level === 'sandbox')
      it('writes to no memory that nobody counts', async () => {
        const { out } = await run(
          'for d in /dev /run /var /etc; do touch $d/x 2>/dev/null && echo wrote $d; done; echo x > /dev/null && echo done',
        );
        expect(out).toEqual(['done']);
      });

    if (level === 'sandbox')
      it('sees no process but its own, and makes no namespaces', async () => {
        const { out } = await run(
          `ls /proc | grep -c '^[0-9]'; unshare --user true 2>/dev/null || echo refused`,
        );
        expect(Number(out[0])).toBeLessThan(8);
        expect(out[1]).toBe('refused');
      });

    if (level === 'process')
      it('is not root by a file that belongs to root', async () => {
        const directory = mkdtempSync('/var/tmp/orrery-setuid-');
        copyFileSync('/usr/bin/id', join(directory, 'id'));
        for (const [path, mode] of [
          [directory, 0o755],
          [join(directory, 'id'), 0o4755],
        ] as const)
          chmodSync(path, mode);
        const { out } = await run(`${directory}/id -u`);
        expect(Number(out[0])).toBeGreaterThanOrEqual(61_184);
        rmSync(directory, { recursive: true });
      });
  });
});

let server: Server;
beforeAll(async () => {
  server = createServer((socket) => socket.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());
