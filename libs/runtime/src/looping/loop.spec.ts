import { describe, expect, it, vi } from 'vitest';
import { createLogger } from '../logging/logger.js';
import { LoopRegistry } from './loop-registry.js';
import { Loop, type LoopOptions } from './loop.js';

const logger = createLogger('test', 'silent');
const HOUR_MS = 3_600_000;

/** A loop whose steps a test can count, wait for and hold. */
function watchedLoop(step: (count: number) => Promise<unknown>, options: Partial<LoopOptions> = {}) {
  let count = 0;
  const watched = async () => {
    count += 1;
    await step(count);
  };
  const loop = new Loop({ name: 'watched', intervalMs: HOUR_MS, step: watched, logger, ...options });
  return { loop, steps: () => count };
}

describe('a loop', () => {
  it('begins with a step and runs the next one when woken', async () => {
    const { loop, steps } = watchedLoop(async () => {});
    loop.start();
    loop.start();
    await vi.waitFor(() => expect(steps()).toBe(1));
    loop.wake();
    await vi.waitFor(() => expect(steps()).toBe(2));
    await loop.stop();
  });

  it('runs once more right after a step during which it was woken', async () => {
    let end = () => {};
    const { loop, steps } = watchedLoop((count) =>
      count === 1 ? new Promise<void>((done) => (end = done)) : Promise.resolve(),
    );
    loop.start();
    loop.wake();
    loop.wake();
    end();
    await vi.waitFor(() => expect(steps()).toBe(2));
    await loop.stop();
    expect(steps()).toBe(2);
  });

  it('repeats after its interval', async () => {
    const { loop, steps } = watchedLoop(async () => {}, { intervalMs: 1 });
    loop.start();
    await vi.waitFor(() => expect(steps()).toBeGreaterThan(3));
    await loop.stop();
  });

  it('logs an error, goes on, and forgets it after a good step', async () => {
    const error = vi.spyOn(logger, 'error');
    const { loop, steps } = watchedLoop(
      async (count) => {
        if (count === 1) throw new Error('the database is away');
      },
      { intervalMs: 1 },
    );
    loop.start();
    await vi.waitFor(() => expect(loop.health().lastError).toBe('the database is away'));
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ loop: 'watched' }), expect.any(String));
    await vi.waitFor(() => expect(steps()).toBeGreaterThan(1));
    await vi.waitFor(() => expect(loop.health().lastError).toBeUndefined());
    await loop.stop();
  });

  it('is not hurried by wakes while it fails', async () => {
    const { loop, steps } = watchedLoop(() => Promise.reject(new Error('no')));
    loop.start();
    await vi.waitFor(() => expect(loop.health().lastError).toBe('no'));
    for (let n = 0; n < 100; n += 1) {
      loop.wake();
      await new Promise(setImmediate);
    }
    expect(steps()).toBeLessThan(4);
    await loop.stop();
  });

  it('tells a failure that stays the same now and then only, and another one at once', async () => {
    const error = vi.spyOn(logger, 'error').mockClear();
    const { loop, steps } = watchedLoop(
      (count) => Promise.reject(new Error(count < 4 ? 'away' : 'still away')),
      { intervalMs: 1 },
    );
    loop.start();
    await vi.waitFor(() => expect(steps()).toBeGreaterThan(3), { timeout: 3_000 });
    expect(error.mock.calls.map(([fields]) => (fields as { err: Error }).err.message)).toEqual([
      'away',
      'still away',
    ]);
    await loop.stop();
  });

  it('is a second late at most when what it needs is back', async () => {
    let isAway = true;
    const step = () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve());
    const { loop, steps } = watchedLoop(step, { intervalMs: 1 });
    loop.start();
    await vi.waitFor(() => expect(steps()).toBe(5), { timeout: 5_000, interval: 5 });
    isAway = false;
    await vi.waitFor(() => expect(loop.health().lastError).toBeUndefined(), { timeout: 1_300, interval: 5 });
    await loop.stop();
  });

  it('waits for the running step when stopped, and runs no other', async () => {
    let end = () => {};
    const { loop, steps } = watchedLoop(() => new Promise<void>((done) => (end = done)));
    loop.start();
    let stopped = false;
    const stopping = loop.stop().then(() => (stopped = true));
    loop.wake();
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    end();
    await stopping;
    expect(steps()).toBe(1);
  });

  it('may be stopped before the start, twice, and started again', async () => {
    const { loop, steps } = watchedLoop(async () => {});
    await loop.stop();
    loop.start();
    await Promise.all([loop.stop(), loop.stop()]);
    loop.start();
    await vi.waitFor(() => expect(steps()).toBe(2));
    await loop.stop();
  });

  it('is reported as stalled while a step hangs, and only then', async () => {
    let end = () => {};
    const registry = new LoopRegistry();
    const hang = (count: number) =>
      count === 1 ? new Promise<void>((done) => (end = done)) : Promise.resolve();
    const { loop, steps } = watchedLoop(hang, { registry, stalledAfterMs: 20, intervalMs: 1 });
    expect(registry.health()).toEqual([]);
    loop.start();
    expect(registry.health()).toMatchObject([{ name: 'watched', stalled: false, lastProgressAt: undefined }]);
    await vi.waitFor(() => expect(registry.health()[0]?.stalled).toBe(true));
    end();
    await vi.waitFor(() => expect(steps()).toBeGreaterThan(1));
    expect(registry.health()[0]?.lastProgressAt).toBeInstanceOf(Date);
    await vi.waitFor(() => expect(registry.health()[0]?.stalled).toBe(false));
    await loop.stop();
    expect(registry.health()).toEqual([]);
  });
});
