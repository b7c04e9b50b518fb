import { expect, it } from 'vitest';
import type { NodeSample } from '../persistence/stores/node-sample.store.js';
import { downsample } from './downsample.js';

const fromMs = Date.UTC(2026, 0, 1);

function sample(second: number, cpu: number, loopLagMs = 0): NodeSample {
  const resources = {
    ...{ cpu, load1: 1, memoryUsedBytes: 10, memoryTotalBytes: 20 },
    ...{ diskFreeBytes: 1, diskTotalBytes: 2, loopLagMs },
  };
  return {
    kind: 'worker',
    nodeId: 'w',
    at: new Date(fromMs + second * 1_000),
    resources,
    busy: second,
    slots: 4,
  };
}

it('averages each step, keeps the worst delay, and leaves gaps as gaps', () => {
  const samples = [sample(0, 0.2, 5), sample(10, 0.4, 90), sample(130, 1)];
  expect(downsample(samples, fromMs, 60_000)).toMatchObject([
    { at: '2026-01-01T00:00:00.000Z', cpu: 0.30000000000000004, loopLagMs: 90, busy: 5, slots: 4 },
    { at: '2026-01-01T00:02:00.000Z', cpu: 1, loopLagMs: 0, busy: 130 },
  ]);
  expect(downsample([], fromMs, 60_000)).toEqual([]);
});
