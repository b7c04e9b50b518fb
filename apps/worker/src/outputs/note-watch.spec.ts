import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckpointReport } from '@orrery/contracts';
import { defaultIsolation } from '@orrery/domain';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkerConfig } from '../config.js';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const workers = useWorkers();
const limitMs = 20_000;
const freely = { ...defaultIsolation, level: 'none' } as const;
/** How a program replaces a file as a whole. */
const keep = (text: string) =>
  `printf '%s' '${text}' > "$ORRERY_CHECKPOINT.new" && mv "$ORRERY_CHECKPOINT.new" "$ORRERY_CHECKPOINT"`;

let signals: string;
beforeEach(() => {
  signals = mkdtempSync(join(tmpdir(), 'orrery-signals-'));
  chmodSync(signals, 0o755);
});
afterEach(() => rmSync(signals, { recursive: true }));

async function given(confirms = true, settings: Partial<WorkerConfig> = {}) {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker, confirms });
  await master.start();
  const app = await workers.start(broker, settings);
  const run = async (command: string, overrides: Parameters<TrialMaster['dispatch']>[0] = {}) => {
    const { runId } = await master.dispatch({ spec: { command }, ...overrides });
    return { runId, report: await master.finished(runId, limitMs) };
  };
  const of = (runId: string) => master.reports.filter((report) => report.runId === runId);
  const checkpoints = (runId: string) =>
    of(runId).filter(({ kind }) => kind === 'checkpoint') as CheckpointReport[];
  const progress = (runId: string) => of(runId).filter(({ kind }) => kind === 'progress');
  return { app, master, run, checkpoints, progress };
}

describe('programs', () => {
  it('tell checkpoints and progress while they run, and the newest at their end', async () => {
    const { master, checkpoints, progress } = await given();
    const until = (name: string) => `until [ -e ${join(signals, name)} ]; do sleep 0.05; done`;
    const command = [
      `echo '40% first half' > "$ORRERY_PROGRESS"; ${keep('{"page": 1}')}; ${until('first')}`,
      `${keep('{"page": 2}')}; ${until('second')}`,
      `${keep('{"page": 3}')}; exit 1`,
    ];
    const { runId } = await master.dispatch({ spec: { command: command.join('\n') } });
    const values = () => checkpoints(runId).map(({ value, seq }) => [value, seq]);
    for (const [index, name] of ['first', 'second'].entries()) {
      await vi.waitUntil(() => values().length > index, { timeout: limitMs, interval: 20 });
      writeFileSync(join(signals, name), '');
    }
    const report = await master.finished(runId, limitMs);
    expect(values().slice(0, 2)).toEqual([
      [{ page: 1 }, 1],
      [{ page: 2 }, 2],
    ]);
    expect(report).toMatchObject({ outcome: 'failed', exitCode: 1 });
    // Whether it was known to be stored when the program ended is a matter of milliseconds.
    expect([...values(), [report.checkpoint?.value, report.checkpoint?.seq]]).toContainEqual([
      { page: 3 },
      3,
    ]);
    expect(progress(runId)).toMatchObject([{ progress: 0.4, message: 'first half' }]);
  });

  it.each([
    ['cat "$ORRERY_LAST_CHECKPOINT"; test -w "$ORRERY_LAST_CHECKPOINT"', 'page=2', 'page=2'],
    ['cat "$ORRERY_LAST_CHECKPOINT"', { page: 2 }, '{"page":2}'],
  ])('find what the last attempt kept: %s', async (command, value, shown) => {
    const { master, run } = await given();
    const { runId, report } = await run(command, { attempt: 2, checkpoint: { value } });
    expect(report).toMatchObject({ outcome: 'succeeded' });
    expect(master.textOf(runId, 'stdout')).toEqual([shown]);
  });

  it('find an empty variable when nothing was kept, and tell nothing when they write nothing', async () => {
    const { master, run, checkpoints, progress } = await given();
    const command = 'echo "<$ORRERY_LAST_CHECKPOINT>"; : > "$ORRERY_CHECKPOINT"; ls -A | sort';
    const { runId, report } = await run(`${command}; exit 1`);
    expect(master.textOf(runId, 'stdout')[0]).toBe('<>');
    expect(master.textOf(runId, 'stdout')).not.toContain('.orrery-last-checkpoint');
    expect(report).not.toHaveProperty('checkpoint');
    expect([...checkpoints(runId), ...progress(runId)]).toEqual([]);
  });

  it('keep a checkpoint when they are ended', async () => {
    const { app, master } = await given(false);
    const { runId } = await master.dispatch({ spec: { command: `${keep('drained')}; echo up; sleep 60` } });
    await vi.waitUntil(() => master.textOf(runId, 'stdout').length > 0, { timeout: limitMs, interval: 20 });
    await app.stop();
    expect(master.finishedOf(runId)).toMatchObject({ outcome: 'lost', checkpoint: { value: 'drained' } });
  });

  it('do no harm by what they do to their directory, which is told once', async () => {
    const { master, run } = await given(true, { isolationFloor: 'none' });
    const command = 'D=$PWD; cd /; rm -rf "$D"; touch "$D"; sleep 2.5';
    const { runId, report } = await run(command, { isolation: freely });
    expect(report).toMatchObject({ outcome: 'failed', failure: { kind: 'output' } });
    const told = master.textOf(runId, 'system').filter((text) => text.includes('ENOTDIR'));
    expect(told.map((text) => text.split(' ENOTDIR')[0])).toEqual([
      'its progress file cannot be read:',
      'its checkpoint is not kept: the file cannot be read:',
      'the output file of the command cannot be read:',
    ]);
    expect(await run('echo up')).toMatchObject({ report: { outcome: 'succeeded' } });
  });

  it('keep what they wrote last, though its file looks as it did before', async () => {
    const { master, checkpoints } = await given(true, { isolationFloor: 'none' });
    // What is written to a page that is in memory and not on the disk yet leaves the times of the file alone.
    const source = `import mmap, os, time
file = open(os.environ['ORRERY_CHECKPOINT'], 'w+b')
file.write(b'page=1')
file.flush()
page = mmap.mmap(file.fileno(), 6)
page[0:6] = b'page=1'
while not os.path.exists('${join(signals, 'seen')}'): time.sleep(0.02)
page[0:6] = b'page=2'`;
    const spec = { interpreter: 'python3', source };
    const { runId } = await master.dispatch({ kind: 'script', spec, isolation: freely });
    const values = () => checkpoints(runId).map(({ value }) => value);
    await vi.waitUntil(() => values().includes('page=1'), { timeout: limitMs, interval: 20 });
    writeFileSync(join(signals, 'seen'), '');
    const report = await master.finished(runId, limitMs);
    expect([...values(), report.checkpoint?.value]).toContain('page=2');
  });

  it('are told once that a checkpoint is too long, also when it grows', async () => {
    const { master } = await given();
    const grown = `head -c 70000 /dev/zero > "$ORRERY_CHECKPOINT"`;
    const wait = `until [ -e ${join(signals, 'told')} ]; do sleep 0.05; done`;
    const { runId } = await master.dispatch({
      spec: { command: `${grown}; ${wait}; echo more >> "$ORRERY_CHECKPOINT"` },
    });
    const told = () => master.textOf(runId, 'system').filter((text) => text.includes('is longer than'));
    await vi.waitUntil(() => told().length > 0, { timeout: limitMs, interval: 20 });
    writeFileSync(join(signals, 'told'), '');
    await master.finished(runId, limitMs);
    expect(told()).toEqual([expect.stringContaining('(it has 70000)')]);
  });

  it.each([
    ['ln -s /etc/hostname "$ORRERY_CHECKPOINT"', 'is no longer a regular file'],
    ['mkfifo "$ORRERY_CHECKPOINT"', 'is no longer a regular file'],
    ['mkdir "$ORRERY_CHECKPOINT"', 'is no longer a regular file'],
    ['echo x > other; ln other "$ORRERY_CHECKPOINT"', 'has more than one name'],
    ['head -c 65537 /dev/zero > "$ORRERY_CHECKPOINT"', 'is longer than 65536 bytes (it has 65537)'],
    ['head -c 60000 /dev/zero > "$ORRERY_CHECKPOINT"', 'is longer than 65536 bytes of JSON'],
    [`printf '\\377' > "$ORRERY_CHECKPOINT"`, 'is not UTF-8'],
    ['echo half > "$ORRERY_PROGRESS"', 'does not begin with a number'],
    ['ln -s /etc/hostname "$ORRERY_PROGRESS"', 'is no longer a regular file'],
  ])('go on after %s, which is told', async (command, fault) => {
    const { master, run, checkpoints, progress } = await given();
    const { runId, report } = await run(`${command}; exit 1`);
    expect(report).toMatchObject({ outcome: 'failed', failure: { kind: 'exit_code' } });
    expect(report).not.toHaveProperty('checkpoint');
    expect([...checkpoints(runId), ...progress(runId)]).toEqual([]);
    expect(master.textOf(runId, 'system').filter((text) => text.includes(fault))).toHaveLength(1);
  });
});
