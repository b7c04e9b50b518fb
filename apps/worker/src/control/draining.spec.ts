import { expect, it, vi } from 'vitest';
import { WorkerPulse } from '../heartbeat/worker-pulse.js';
import { Draining } from './draining.js';

function given() {
  const intake = { pause: vi.fn(async () => undefined), resume: vi.fn() };
  const pulse = new WorkerPulse();
  return { intake, pulse, draining: new Draining(intake, pulse) };
}

it('takes the worker out of service and back', async () => {
  const { intake, pulse, draining } = given();
  await draining.begin();
  expect([intake.pause.mock.calls, pulse.state]).toEqual([[['drain']], 'draining']);
  draining.end();
  draining.end();
  expect([intake.resume.mock.calls, pulse.state]).toEqual([[['drain']], 'up']);
});

it('does not take a worker back into service that is stopping', async () => {
  const { intake, pulse, draining } = given();
  await draining.stop();
  draining.end();
  expect([intake.resume.mock.calls, pulse.state]).toEqual([[], 'draining']);
});
