import { expect, it } from 'vitest';
import { HeartbeatWriter } from './heartbeat-writer.js';
import { WorkerPulse } from './worker-pulse.js';

it('counts on where the thread before it ended: masters leave out what seems older than what they know', async () => {
  const head = {
    ...{ workerId: 'w-1', workerEpoch: 'e-1', group: 'g', labels: {}, slots: 1 },
    ...{ host: 'h', version: '1', startedAt: '2026-01-01T00:00:00.000Z' },
  };
  const { buffer } = new WorkerPulse();
  const seqs: number[] = [];
  for (let thread = 0; thread < 2; thread += 1) {
    const writer = new HeartbeatWriter(head, new WorkerPulse(buffer), '.');
    for (let beat = 0; beat < 2; beat += 1) seqs.push((await writer.write(new Date(0))).seq);
  }
  expect(seqs).toEqual([1, 2, 3, 4]);
});
