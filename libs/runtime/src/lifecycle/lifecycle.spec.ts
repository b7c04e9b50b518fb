import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { createLogger } from '../logging/logger.js';
import { Lifecycle } from './lifecycle.js';
import { runUntilSignal } from './run-until-signal.js';

const logger = createLogger('test', 'silent');

it('stops in the reverse order of starting, one after the other', async () => {
  const lifecycle = new Lifecycle(logger);
  const order: string[] = [];
  const part = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise(setImmediate);
    order.push(`${name} ends`);
  };
  lifecycle.onStop('database', part('database'));
  lifecycle.onStop('intake', part('intake'));
  await lifecycle.stop(1_000);
  expect(order).toEqual(['intake begins', 'intake ends', 'database begins', 'database ends']);
});

it('stops once, however often it is asked, and tells by its signal', async () => {
  const lifecycle = new Lifecycle(logger);
  const step = vi.fn();
  lifecycle.onStop('part', step);
  expect([lifecycle.stopping, lifecycle.signal.aborted]).toEqual([false, false]);
  await Promise.all([lifecycle.stop(1_000), lifecycle.stop(1)]);
  await lifecycle.stop(1_000);
  expect(step).toHaveBeenCalledTimes(1);
  expect([lifecycle.stopping, lifecycle.signal.aborted]).toEqual([true, true]);
});

it('may be stopped before anything was started, and stops at once what starts later', async () => {
  const lifecycle = new Lifecycle(logger);
  await lifecycle.stop(1_000);
  const late = vi.fn();
  lifecycle.onStop('late', late);
  await vi.waitFor(() => expect(late).toHaveBeenCalledTimes(1));
});

it('goes on after a part that fails, and after one that overruns the deadline', async () => {
  const lifecycle = new Lifecycle(logger);
  const warn = vi.spyOn(logger, 'warn');
  const last = vi.fn();
  lifecycle.onStop('database', last);
  lifecycle.onStop('failing', () => Promise.reject(new Error('no')));
  lifecycle.onStop('hanging', () => new Promise(() => {}));
  await lifecycle.stop(10);
  expect(last).toHaveBeenCalledWith(expect.any(Number));
  const messages = warn.mock.calls.map((call) => (call as unknown[])[1]);
  expect(messages).toEqual([
    'stopping hanging failed; going on with the next part',
    'stopping failing failed; going on with the next part',
  ]);
});

class Signals extends EventEmitter {
  readonly exit = vi.fn();
}

it('drains at the first signal and exits', async () => {
  const signals = new Signals();
  const stop = vi.fn(() => Promise.resolve());
  const running = runUntilSignal({ name: 'app', stop }, logger, signals);
  expect(stop).not.toHaveBeenCalled();
  signals.emit('SIGTERM');
  await running;
  expect(stop).toHaveBeenCalledTimes(1);
  expect(signals.exit.mock.calls).toEqual([[0]]);
  expect(signals.listenerCount('SIGINT')).toBe(0);
});

it('exits at once at the second signal', async () => {
  const signals = new Signals();
  void runUntilSignal({ name: 'app', stop: () => new Promise(() => {}) }, logger, signals);
  signals.emit('SIGINT');
  expect(signals.exit).not.toHaveBeenCalled();
  signals.emit('SIGINT');
  expect(signals.exit.mock.calls).toEqual([[1]]);
});

it('exits with an error when stopping fails', async () => {
  const signals = new Signals();
  const running = runUntilSignal(
    { name: 'app', stop: () => Promise.reject(new Error('no')) },
    logger,
    signals,
  );
  signals.emit('SIGINT');
  await running;
  expect(signals.exit.mock.calls).toEqual([[1]]);
});
