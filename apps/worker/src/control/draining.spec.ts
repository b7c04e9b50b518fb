import { expect, it, vi } from 'vitest';
import { WorkerPulse } from '../heartbeat/worker-pulse.js';
import { Draining } from './draining.js';

function given(busy = 0) {
  const intake = { pause: vi.fn(async () => undefined), resume: vi.fn() };
  const pulse = new WorkerPulse();
  pulse.setBusy(busy);
  return { intake, pulse, draining: new Draining(intake, pulse) };
}

it('takes the worker out of service and back, however often it is told', async () => {
  const { intake, pulse, draining } = given(2);
  await draining.order('drain');
  await draining.order('drain');
  expect([intake.pause.mock.calls, pulse.state]).toEqual([[['drain']], 'draining']);
  await draining.order('work');
  await draining.order('work');
  expect([intake.resume.mock.calls, pulse.state]).toEqual([[['drain']], 'up']);
});

it('says when a draining worker has nothing left', async () => {
  const { pulse, draining } = given(1);
  await draining.order('drain');
  expect(pulse.state).toBe('draining');
  pulse.setBusy(0);
  draining.noticeBusy();
  expect(pulse.state).toBe('drained');
});

it('keeps a cordoned worker cordoned when its last attempt ends', async () => {
  const { intake, pulse, draining } = given(1);
  await draining.order('cordon');
  pulse.setBusy(0);
  draining.noticeBusy();
  expect(pulse.state).toBe('cordoned');
  await draining.order('drain');
  expect([pulse.state, intake.pause.mock.calls]).toEqual(['drained', [['drain']]]);
});

it('does not take a worker back into service that is stopping', async () => {
  const { intake, pulse, draining } = given();
  await draining.stop();
  await draining.order('work');
  expect([intake.resume.mock.calls, pulse.state]).toEqual([[], 'draining']);
});

it('goes by the newest word: a lease that was granted before an order does not undo it', async () => {
  const { intake, pulse } = given(1);
  const draining = new Draining(intake, pulse, () => 5_000);
  await draining.order('drain');
  await draining.remember('work', 5_000);
  expect([intake.resume.mock.calls, pulse.state]).toEqual([[], 'draining']);
  await draining.remember('work', 6_000);
  await draining.remember('cordon', 5_999);
  expect([intake.resume.mock.calls, pulse.state]).toEqual([[['drain']], 'up']);
});
