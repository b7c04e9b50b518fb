import { strains } from '@orrery/contracts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readWorkerConfig } from '../config.js';
import { WorkerPulse } from '../heartbeat/worker-pulse.js';
import { silent } from '../testing/use-workers.js';
import { easingOf } from './intake-easing.js';
import { pressureIn, readStrain } from './read-strain.js';

const limits = {
  ORRERY_INTAKE_LOAD_PERCENT: '200',
  ORRERY_INTAKE_PRESSURE_PERCENT: '50',
  ORRERY_INTAKE_MEMORY_PERCENT: '90',
  ORRERY_INTAKE_LAG_MS: '100',
  ORRERY_INTAKE_BACK_PERCENT: '80',
  ORRERY_SLOTS: '5',
};

describe('a worker whose machine is too busy', () => {
  const intake = { pause: vi.fn(async () => undefined), resume: vi.fn() };
  const noticed = vi.fn();
  beforeEach(() => void vi.clearAllMocks());

  function given(settings: Record<string, string> = limits) {
    const pulse = new WorkerPulse();
    const easing = easingOf(readWorkerConfig(settings), intake, pulse, silent);
    easing.onChange(noticed);
    return { pulse, easing };
  }

  it.each([
    ['load', 201, 161, 160],
    ['pressure', 50.1, 40.1, 40],
    ['memory', 91, 73, 72],
    ['loop_lag', 101, 81, 80],
  ] as const)(
    'by %s takes nothing above the limit, half until well below it, then all',
    (strain, above, near, below) => {
      const { pulse, easing } = given();
      easing.notice({ [strain]: near });
      expect([easing.slots, pulse.strain]).toEqual([5, undefined]);
      easing.notice({ [strain]: above });
      expect([easing.slots, pulse.strain]).toEqual([0, { cause: strain, slots: 0 }]);
      expect(intake.pause).toHaveBeenCalledExactlyOnceWith('strain');
      easing.notice({ [strain]: near });
      expect([easing.slots, pulse.strain]).toEqual([3, { cause: strain, slots: 3 }]);
      expect(intake.resume).toHaveBeenCalledWith('strain');
      easing.notice({ [strain]: below });
      expect([easing.slots, pulse.strain]).toEqual([5, undefined]);
      expect(noticed).toHaveBeenCalledTimes(3);
    },
  );

  it('is held back by whatever there is too much of', () => {
    const { pulse, easing } = given();
    easing.notice({ load: 300, memory: 95 });
    easing.notice({ load: 10, memory: 95 });
    expect(pulse.strain).toEqual({ cause: 'memory', slots: 0 });
    easing.notice({ load: 180, memory: 10 });
    expect(pulse.strain).toEqual({ cause: 'load', slots: 3 });
    expect(intake.pause).toHaveBeenCalledOnce();
  });

  it('does not look at what has no limit, or cannot be read', () => {
    const none = strains.map((strain) => [
      `ORRERY_INTAKE_${strain === 'loop_lag' ? 'LAG_MS' : `${strain.toUpperCase()}_PERCENT`}`,
      '0',
    ]);
    const { easing } = given({ ...limits, ...(Object.fromEntries(none) as Record<string, string>) });
    easing.notice({ load: 9e9, pressure: 100, memory: 100, loop_lag: 9e9 });
    expect([easing.slots, noticed.mock.calls.length]).toEqual([5, 0]);
    const { easing: other } = given();
    other.notice({});
    expect(other.slots).toBe(5);
  });
});

it('pressure is read as Linux writes it', () => {
  const text =
    'some avg10=12.34 avg60=1.00 avg300=0.10 total=5\nfull avg10=2.00 avg60=0.00 avg300=0.00 total=1\n';
  expect([pressureIn(text), pressureIn('')]).toEqual([12.34, undefined]);
});

it('the machine is read', async () => {
  const { load, memory, loop_lag: lag } = await readStrain(7);
  expect(load).toBeGreaterThanOrEqual(0);
  expect(memory).toBeGreaterThan(0);
  expect(memory).toBeLessThanOrEqual(100);
  expect(lag).toBe(7);
});
