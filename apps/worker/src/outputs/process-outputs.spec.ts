import { describe, expect, it } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const workers = useWorkers();

async function given(resultLimitBytes = 10_000) {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  await workers.start(broker, { resultLimitBytes });
  const run = async (command: string, overrides: Parameters<TrialMaster['dispatch']>[0] = {}) => {
    const { runId } = await master.dispatch({ spec: { command }, ...overrides });
    return { runId, report: await master.finished(runId) };
  };
  return { master, run };
}

describe('the output file', () => {
  it.each([
    ['echo rows=42 >> "$ORRERY_OUTPUT"; echo "name=a b" >> "$ORRERY_OUTPUT"', { rows: '42', name: 'a b' }],
    [`printf '{"rows": 42, "names": ["ä"]}' > "$ORRERY_OUTPUT"`, { rows: 42, names: ['ä'] }],
    [`printf '{"later": true}' > new && mv new "$ORRERY_OUTPUT"`, { later: true }],
    [': > "$ORRERY_OUTPUT"', null],
    ['rm "$ORRERY_OUTPUT"', null],
    ['true', null],
  ])('%s', async (command, result) => {
    const { run } = await given();
    expect((await run(command)).report).toMatchObject({ outcome: 'succeeded', exitCode: 0, result });
  });

  it('is there for scripts, too, and cannot be moved by the environment of the task', async () => {
    const { run } = await given();
    const source = `require('node:fs').writeFileSync(process.env.ORRERY_OUTPUT, JSON.stringify({ n: 1 }))`;
    const spec = { interpreter: 'node', source, env: { ORRERY_OUTPUT: '/elsewhere' } };
    expect((await run('', { kind: 'script', spec })).report).toMatchObject({
      outcome: 'succeeded',
      result: { n: 1 },
    });
  });

  it('is new for each attempt', async () => {
    const { run } = await given();
    const command =
      'cat "$ORRERY_OUTPUT" >&2; echo a=$ORRERY_ATTEMPT >> "$ORRERY_OUTPUT"; exit $((2 - ORRERY_ATTEMPT))';
    const { runId, report } = await run(command);
    expect(report).toMatchObject({ outcome: 'failed', exitCode: 1, result: null });
    const { run: again } = await given();
    expect((await again(command, { runId, attempt: 2 })).report).toMatchObject({
      outcome: 'succeeded',
      result: { a: '2' },
    });
  });

  it('is none of an attempt that is ended', async () => {
    const { run } = await given();
    const { report } = await run('echo a=1 > "$ORRERY_OUTPUT"; sleep 30', { timeoutMs: 200 });
    expect(report).toMatchObject({ outcome: 'timed_out', result: null });
  });

  it.each([
    [
      'echo a=1 > "$ORRERY_OUTPUT"; echo oops >> "$ORRERY_OUTPUT"',
      'line 2 is neither name=value nor name<<END',
    ],
    [`printf '{"a":' > "$ORRERY_OUTPUT"`, 'is no JSON: line 1: '],
    [`printf 'a=\\377' > "$ORRERY_OUTPUT"`, 'is not UTF-8'],
    ['head -c 10001 /dev/zero > "$ORRERY_OUTPUT"', 'is longer than 10000 bytes (it has 10001)'],
    [
      `(printf a=; head -c 5000 /dev/zero) > "$ORRERY_OUTPUT"`,
      'is longer than 10000 bytes of JSON (it has 30008)',
    ],
    ['ln -sf /etc/hostname "$ORRERY_OUTPUT"', 'is no longer a regular file'],
    ['ln -sf /dev/zero "$ORRERY_OUTPUT"', 'is no longer a regular file'],
    ['rm "$ORRERY_OUTPUT"; mkfifo "$ORRERY_OUTPUT"', 'is no longer a regular file'],
    ['rm "$ORRERY_OUTPUT"; mkdir "$ORRERY_OUTPUT"', 'is no longer a regular file'],
  ])('fails the attempt after %s', async (command, fault) => {
    const { master, run } = await given();
    const { runId, report } = await run(command);
    expect(report).toMatchObject({
      outcome: 'failed',
      exitCode: 0,
      result: null,
      failure: { kind: 'output', message: expect.stringContaining(fault) as string },
    });
    expect(master.textOf(runId, 'system').at(-1)).toBe(report.failure?.message);
  });
});
