import { describe, expect, it } from 'vitest';
import { TrialMaster } from './testing/trial-master.js';
import { useWorkers } from './testing/use-workers.js';

const workers = useWorkers();

async function given() {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  const app = await workers.start(broker);
  return { master, app, broker };
}

describe('a worker', () => {
  it('runs a shell task from its dispatch to its confirmed report', async () => {
    const { master } = await given();
    const { runId } = await master.dispatch({ spec: { command: 'echo hello; echo oops >&2' } });
    const report = await master.finished(runId);
    expect(report).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
      failure: null,
      attempt: 1,
      workerId: 'w-1',
    });
    expect(master.textOf(runId, 'stdout')).toEqual(['hello']);
    expect(master.textOf(runId, 'stderr')).toEqual(['oops']);
    expect(master.textOf(runId, 'system')).toEqual([
      'started on worker w-1 (attempt 1)',
      'exited with code 0',
    ]);
  });
});
