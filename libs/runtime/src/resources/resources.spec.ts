import { expect, it, vi } from 'vitest';
import { LoopLag } from './loop-lag.js';
import { ResourceSampler } from './resource-sampler.js';

it('samples the machine, and goes on where the disk cannot be asked', async () => {
  const sample = await new ResourceSampler('.').sample(7);
  expect(sample.loopLagMs).toBe(7);
  expect(sample.cpu).toBeGreaterThanOrEqual(0);
  expect(sample.cpu).toBeLessThanOrEqual(1);
  expect(sample.memoryTotalBytes).toBeGreaterThan(sample.memoryUsedBytes);
  expect(sample.diskTotalBytes).toBeGreaterThan(0);
  expect((await new ResourceSampler('/no/such/place').sample(0)).diskTotalBytes).toBe(0);
});

it('notices an event loop that was stuck', async () => {
  const lags: number[] = [];
  const lag = new LoopLag((ms) => lags.push(ms));
  lag.start();
  lag.start();
  await vi.waitFor(
    () => {
      const endMs = performance.now() + 150;
      while (performance.now() < endMs);
      expect(Math.max(...lags)).toBeGreaterThan(100);
    },
    { timeout: 5_000, interval: 30 },
  );
  lag.stop();
  lag.stop();
});

it('notices one pause, though other timers are always due before', async () => {
  const lags: number[] = [];
  const lag = new LoopLag((ms) => lags.push(ms));
  const busy = setInterval(() => undefined, 2);
  lag.start();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const endMs = performance.now() + 1_000;
  while (performance.now() < endMs);
  await vi.waitFor(() => expect(Math.max(...lags)).toBeGreaterThan(900), { timeout: 5_000, interval: 10 });
  clearInterval(busy);
  lag.stop();
});
