import type { DispatchMessage, ReportMessage } from '@orrery/contracts';
import {
  defaultIsolation,
  noResourceLimits,
  seriesOf,
  type ContainerSpec,
  type Isolation,
} from '@orrery/domain';
import { useContainerEngine } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const used = useContainerEngine();
const workers = useWorkers();

type Ordered = Partial<ContainerSpec> & { readonly command?: string };

async function given() {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  await workers.start(broker, { containerEngine: used.address, taskPids: 200, resultLimitBytes: 10_000 });
  const dispatch = (spec: Ordered, over: Partial<DispatchMessage> = {}) => {
    const { command, ...rest } = spec;
    const shell = command === undefined ? {} : { entrypoint: ['/bin/sh', '-c'], args: [command] };
    const whole = { image: used.image, pullPolicy: 'never', readOnlyRoot: true, ...shell, ...rest } as const;
    return master.dispatch({ kind: 'container', spec: whole, isolation: isolated({}), ...over });
  };
  const run = async (spec: Ordered, over: Partial<DispatchMessage> = {}) => {
    const { runId } = await dispatch(spec, over);
    const report = await master.finished(runId, 25_000);
    expect(await used.labelled(`orrery.run=${runId}`)).toEqual([]);
    return { runId, report };
  };
  return { master, dispatch, run };
}

function isolated(over: Partial<Isolation>): Isolation {
  return { ...defaultIsolation, network: 'none', ...over };
}

const limited = (limits: Partial<Isolation['limits']>) => ({
  isolation: isolated({ limits: { ...noResourceLimits, ...limits } }),
});

describe('a container', () => {
  it('gives its exit code, its output and its result, and is gone', async () => {
    const { master, run } = await given();
    const command = 'echo out; echo err >&2; echo "rows=$ROWS" > "$ORRERY_OUTPUT"; cat names.txt; pwd';
    const { runId, report } = await run({ command, env: { ROWS: '42' }, files: { 'names.txt': 'ada\n' } });
    expect(report).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
      result: { rows: '42' },
      execution: {
        isolation: { level: 'container', degraded: [] },
        ending: { by: 'exit', seen: 'container', processes: 0 },
      },
    });
    expect(report.execution?.resources?.maxMemoryBytes).toBeGreaterThan(100_000);
    expect(master.textOf(runId, 'stdout')).toEqual(['out', 'ada', '/work']);
    expect(master.textOf(runId, 'stderr')).toEqual(['err']);
  });

  it('finds the last checkpoint, and tells its progress and the next one', async () => {
    const { master, run } = await given();
    const command =
      'cat "$ORRERY_LAST_CHECKPOINT"; echo "50% half" > "$ORRERY_PROGRESS"; echo page=3 > new; mv new "$ORRERY_CHECKPOINT"; exit 1';
    const former = { attempt: 2, checkpoint: { value: { page: 2 } } };
    const { runId, report } = await run({ command }, former);
    expect(master.textOf(runId, 'stdout')).toEqual(['{"page":2}']);
    const told = master.reports.filter((each) => each.runId === runId);
    expect(told).toContainEqual(
      expect.objectContaining({ kind: 'progress', progress: 0.5, message: 'half' }),
    );
    const sent = told.flatMap((each) => (each.kind === 'checkpoint' ? [each.value] : []));
    expect([...sent, report.checkpoint?.value]).toContain('page=3\n');
  });

  it('tells what it takes while it runs', async () => {
    const { master, dispatch } = await given();
    const { runId } = await dispatch({ command: 'while :; do :; done' });
    const isTold = (report: ReportMessage) =>
      report.kind === 'samples' &&
      report.runId === runId &&
      seriesOf(report.samples)!.points.at(-1)!.cpuMs! > 0;
    await vi.waitUntil(() => master.reports.some(isTold), { timeout: 60_000 });
    await master.control('w-1', { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'enough' });
    const { samples } = await master.finished(runId, 60_000);
    const last = seriesOf(samples)!.points.at(-1)!;
    expect(last.memoryBytes).toBeGreaterThan(0);
    expect(last.pids).toBeGreaterThanOrEqual(1);
  }, 150_000);

  it('fails by its exit code', async () => {
    const { run } = await given();
    expect((await run({ command: 'exit 7' })).report).toMatchObject({
      outcome: 'failed',
      exitCode: 7,
      failure: { kind: 'exit_code', exitCode: 7, message: 'exited with code 7' },
    });
  });

  it('brings ten megabytes of output, to the last line', async () => {
    const { master, run } = await given();
    const line = 'x'.repeat(99);
    const { runId, report } = await run({ command: `yes ${line} | head -n 100000; echo the end` });
    expect(report.failure).toBeNull();
    const lines = master.textOf(runId, 'stdout');
    expect(lines).toHaveLength(100_001);
    expect(lines.at(-1)).toBe('the end');
    expect(new Set(lines)).toEqual(new Set([line, 'the end']));
    expect(master.textOf(runId, 'system').join()).not.toContain('dropped');
  }, 60_000);

  it('has no rights, and nothing of the worker', async () => {
    const { master, run } = await given();
    const command =
      'id -u; id -G; grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status; ls -ld /work | cut -c1-10; ls /; env; ps | wc -l';
    const { runId, report } = await run({ command });
    expect(report.outcome).toBe('succeeded');
    const lines = master.textOf(runId, 'stdout');
    expect(Number(lines[0])).toBeGreaterThanOrEqual(1_000);
    expect(lines[1]).toBe(lines[0]);
    expect(lines.join(' ')).toMatch(/CapEff:\t0{16} CapBnd:\t0{16} NoNewPrivs:\t1 drwx------/);
    expect(lines).toContain('HOME=/work');
    const names = lines.flatMap((line) => /^([A-Za-z_]+)=/.exec(line)?.slice(1) ?? []);
    const ofEngine = ['PATH', 'TERM', 'HOSTNAME', 'container', 'PWD', 'SHLVL', 'HOME'];
    expect(names.filter((name) => !ofEngine.includes(name) && !name.startsWith('ORRERY_'))).toEqual([]);
    expect(Number(lines.at(-1))).toBeLessThan(10);
  });

  it('can write its own directory and /tmp, and nothing else unless its task says so', async () => {
    const { master, run } = await given();
    const command = 'echo 1 > /tmp/a && echo 2 > a && cat /tmp/a a; echo 3 > /etc/a; mkdir /b';
    const { runId, report } = await run({ command });
    expect(report.outcome).toBe('failed');
    expect(master.textOf(runId, 'stdout')).toEqual(['1', '2']);
    expect(master.textOf(runId, 'stderr').join(' ')).toMatch(/\/etc\/a.*Read-only.*\/b.*Read-only/);
  });

  it('has no network when it is to have none', async () => {
    const { master, run } = await given();
    const { runId } = await run({
      command: 'ls /sys/class/net; nc -w 1 127.0.0.1 3306 </dev/null || echo alone',
    });
    expect(master.textOf(runId, 'stdout')).toEqual(['lo', 'alone']);
  });

  it('is refused where the worker does not have the network it names', async () => {
    const { run } = await given();
    const { report } = await run({ command: 'true' }, { isolation: isolated({ network: 'back' }) });
    expect(report).toMatchObject({
      outcome: 'failed',
      failure: {
        kind: 'isolation_unavailable',
        message: expect.stringContaining('ORRERY_CONTAINER_NETWORKS') as string,
      },
    });
  });

  it('that takes more memory than it may fails for that, and tells how much it took', async () => {
    const { run } = await given();
    const memoryBytes = 32 * 2 ** 20;
    const command = 'x=$(head -c 100000000 /dev/zero | tr "\\0" x); echo never';
    const { report } = await run({ command }, limited({ memoryBytes }));
    expect(report).toMatchObject({ outcome: 'failed', exitCode: 137, failure: { kind: 'out_of_memory' } });
    expect(report.execution?.resources?.maxMemoryBytes).toBeGreaterThan(memoryBytes / 2);
    expect(report.execution?.resources?.maxMemoryBytes).toBeLessThanOrEqual(memoryBytes);
  });

  it('cannot make more processes than it may', async () => {
    const { master, run } = await given();
    const command = 'i=0; while [ $i -lt 60 ]; do sleep 20 & i=$((i+1)); done; echo never';
    const { runId, report } = await run({ command }, limited({ pids: 30 }));
    expect(report.outcome).toBe('failed');
    expect(master.textOf(runId, 'stderr').join()).toContain("can't fork");
  });

  it('that fills its directory is ended', async () => {
    const { run } = await given();
    const command = 'head -c 20000000 /dev/zero > big; sleep 30';
    const { report } = await run({ command }, limited({ diskBytes: 5_000_000 }));
    expect(report).toMatchObject({ outcome: 'failed', failure: { kind: 'disk_quota' } });
  });

  it('is not begun without the image that it must not fetch', async () => {
    const { run } = await given();
    const { report } = await run({ image: 'localhost/none:1', command: 'true' });
    expect(report).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'refused', message: expect.stringContaining('localhost/none:1') as string },
    });
  });

  it('that names a program which is not there says so', async () => {
    const { master, run } = await given();
    const { runId, report } = await run({ entrypoint: ['/no/such/program'] });
    expect(report.outcome).toBe('failed');
    const said = [...master.textOf(runId, 'stderr'), report.failure!.message].join(' ');
    expect(said).toMatch(/no such file/i);
  });
});

describe('a container that has to end', () => {
  it('ends when it is asked to', async () => {
    const { master, run } = await given();
    const command = 'trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.1; done';
    const { runId, report } = await run({ command }, { timeoutMs: 1_500, killGraceMs: 10_000 });
    expect(report).toMatchObject({
      outcome: 'timed_out',
      failure: { kind: 'timeout' },
      execution: { ending: { by: 'term', seen: 'container' } },
    });
    expect(master.textOf(runId, 'stdout')).toEqual(['up', 'bye']);
  });

  it('is killed when it does not heed that, and reported when the engine knows it no more', async () => {
    const { master, dispatch } = await given();
    const command = 'trap "" TERM; (trap "" TERM; setsid sleep 60) & echo up; while :; do sleep 0.1; done';
    const { runId } = await dispatch({ command }, { killGraceMs: 500 });
    await vi.waitUntil(() => master.textOf(runId, 'stdout').includes('up'), { timeout: 10_000 });
    const [name] = await used.labelled(`orrery.run=${runId}`);
    await master.control('w-1', { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'enough' });
    const report = await master.finished(runId, 20_000);
    expect(report).toMatchObject({
      outcome: 'cancelled',
      execution: { ending: { by: 'kill', seen: 'container' } },
    });
    expect(report.execution!.ending!.processes).toBeGreaterThan(2);
    expect(await used.inspect(name!)).toBeUndefined();
  });

  it('by the hand of somebody else has failed, and says so', async () => {
    const { master, dispatch } = await given();
    const { runId } = await dispatch({ command: 'echo up; sleep 60' });
    await vi.waitUntil(() => master.textOf(runId, 'stdout').includes('up'), { timeout: 10_000 });
    const [name] = await used.labelled(`orrery.run=${runId}`);
    await used.engine.podman('rm', '--force', '--time', '0', name!);
    // Whether it was seen dead before it was gone is a matter of milliseconds.
    const report = await master.finished(runId);
    expect(report.outcome).toBe('failed');
    expect(report.failure?.message).toMatch(/somebody else removed|exited with code 137 \(killed\)/);
  });
});

describe('the level container', () => {
  it('has the command of a shell task run inside of the image it names', async () => {
    const { master, run } = await given();
    const { runId, report } = await run(
      {},
      {
        kind: 'shell',
        spec: {
          command: 'busybox | head -n 1 | cut -d" " -f1; echo who=$WHO > "$ORRERY_OUTPUT"',
          env: { WHO: 'me' },
        },
        isolation: isolated({ level: 'container', image: used.image }),
      },
    );
    expect(report).toMatchObject({ outcome: 'succeeded', result: { who: 'me' } });
    expect(master.textOf(runId, 'stdout')).toEqual(['BusyBox']);
  });

  it('has a script run by an interpreter of the image', async () => {
    const { run } = await given();
    const spec = { interpreter: 'sh', source: 'echo "first=$1" > "$ORRERY_OUTPUT"', args: ['one'] };
    const isolation = isolated({ level: 'container', image: used.image });
    const { report } = await run({}, { kind: 'script', spec, isolation });
    expect(report).toMatchObject({ outcome: 'succeeded', result: { first: 'one' } });
  });

  it('cannot be had from a worker without an engine', async () => {
    const broker = workers.inProcessBroker();
    const master = new TrialMaster({ broker });
    await master.start();
    await workers.start(broker);
    const isolation = isolated({ level: 'container', image: used.image });
    const runs = await Promise.all([
      master.dispatch({ isolation }),
      master.dispatch({ kind: 'container', spec: { image: used.image } as ContainerSpec }),
    ]);
    for (const { runId } of runs) {
      expect(await master.finished(runId)).toMatchObject({ failure: { kind: 'isolation_unavailable' } });
    }
  });
});
