import { vi, describe, expect, it } from 'vitest';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();
const silentMs = 2_000;

describe('a worker whose heartbeats do not come', () => {
  it('is not lost as long as it answers when it is asked, and is when it does not', async () => {
    await masters.start({ env: { ORRERY_WORKER_SILENT_MS: String(silentMs) } });
    const { calls, group } = masters.client();
    const worker = await masters.worker(group);
    await worker.up();
    const stateOf = async () => (await calls.call('worker.get', { id: worker.id })).state;
    worker.answers = true;
    worker.silence();
    const untilMs = performance.now() + 4 * silentMs;
    await vi.waitFor(
      async () => {
        expect(await stateOf()).toBe('up');
        if (performance.now() < untilMs) throw new Error('not watched long enough');
      },
      { timeout: 5 * silentMs, interval: 50 },
    );
    worker.answers = false;
    await vi.waitUntil(async () => (await stateOf()) === 'lost', { timeout: 4 * silentMs, interval: 50 });
  }, 40_000);
});
