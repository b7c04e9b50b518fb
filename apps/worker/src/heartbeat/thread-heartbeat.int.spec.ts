import { heartbeatsQueue, type HeartbeatMessage } from '@orrery/contracts';
import { useBroker } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import { silent } from '../testing/use-workers.js';
import { ThreadHeartbeat } from './thread-heartbeat.js';
import { WorkerPulse } from './worker-pulse.js';

/** A thread runs built code: `npm test` builds first. */
const program = new URL('../../dist/heartbeat/heartbeat-thread.js', import.meta.url);
const { broker, url, namespace } = useBroker();
const head = {
  ...{ workerId: 'w-1', workerEpoch: 'e-1', group: 'default', labels: {}, slots: 4 },
  ...{ host: 'here', version: '0', startedAt: '2026-01-01T00:00:00.000Z' },
};

describe('ThreadHeartbeat', () => {
  it('beats on while the main event loop is stuck, and says goodbye', async () => {
    const beats: HeartbeatMessage[] = [];
    await broker.consume(heartbeatsQueue.name, { prefetch: 10 }, async ([delivery]) => {
      beats.push(delivery!.body as HeartbeatMessage);
      delivery!.ack();
    });
    const pulse = new WorkerPulse();
    const data = { head, pulse: pulse.buffer, intervalMs: 100, amqpUrl: url, namespace, dataDir: '.' };
    const heartbeat = new ThreadHeartbeat({ ...data, logLevel: 'silent' }, silent, program);
    await heartbeat.start();
    await vi.waitUntil(() => beats.length > 0, { timeout: 10_000, interval: 5 });

    pulse.setBusy(3);
    pulse.setState('draining');
    const endMs = performance.now() + 1_500;
    while (performance.now() < endMs); // nothing else happens in this thread
    await vi.waitUntil(() => beats.filter(({ busy }) => busy === 3).length >= 10, {
      timeout: 3_000,
      interval: 5,
    });
    const during = beats.filter(({ busy }) => busy === 3).slice(0, 10);
    expect(new Date(during[9]!.at).getTime() - new Date(during[0]!.at).getTime()).toBeLessThan(1_500);
    expect(during[0]).toMatchObject({ ...head, state: 'draining' });

    await heartbeat.stop();
    await vi.waitUntil(() => beats.at(-1)?.state === 'stopped', { timeout: 3_000, interval: 5 });
  });
});
