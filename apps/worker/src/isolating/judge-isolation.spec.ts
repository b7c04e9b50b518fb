import { defaultIsolation, noResourceLimits, type Isolation, type ResourceLimits } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { judgeIsolation, type IsolationRules } from './judge-isolation.js';

const rules: IsolationRules = {
  isolationFloor: 'process',
  taskNetworks: ['blue'],
  taskMemoryBytes: 0,
  taskPids: 1_024,
  taskCpuPercent: 0,
  taskDiskBytes: 4_000,
};
const tools = { shell: '/bin/sh', setpriv: '/s', bubblewrap: '/b', unshare: '/u', nsenter: '/n' };
const everything = {
  isLinux: true,
  isRoot: true,
  hasSandbox: true,
  tools,
  missing: [],
  cgroups: { controls: new Set(['cpu', 'memory', 'pids'] as const) },
};
const ordinary = { ...everything, isRoot: false, cgroups: undefined };

function asked(wishes: Partial<Omit<Isolation, 'limits'>>, limits: Partial<ResourceLimits> = {}): Isolation {
  return { ...defaultIsolation, ...wishes, limits: { ...noResourceLimits, ...limits } };
}

describe('the isolation of an attempt', () => {
  it('is what its task asks for, with the limits of the worker where it asks for none', () => {
    expect(judgeIsolation(asked({ level: 'sandbox', network: 'none' }), rules, everything)).toEqual({
      kind: 'run',
      plan: {
        level: 'sandbox',
        network: 'none',
        limits: { cpu: 0, memoryBytes: 0, pids: 1_024, diskBytes: 4_000 },
        degraded: [],
      },
    });
  });

  it('is at least what the worker demands', () => {
    const level = (isolationFloor: IsolationRules['isolationFloor']) => {
      const verdict = judgeIsolation(asked({ level: 'none' }), { ...rules, isolationFloor }, everything);
      return verdict.kind === 'run' && verdict.plan.level;
    };
    expect([level('none'), level('process'), level('sandbox')]).toEqual(['none', 'process', 'sandbox']);
  });

  it('tells what was asked for where the worker demands more', () => {
    const raisedFrom = (level: Isolation['level']) => {
      const verdict = judgeIsolation(asked({ level }), rules, everything);
      return verdict.kind === 'run' && verdict.plan.raisedFrom;
    };
    expect([raisedFrom('none'), raisedFrom('process'), raisedFrom('sandbox')]).toEqual([
      'none',
      undefined,
      undefined,
    ]);
  });

  it('is refused where the level is not there, or a weaker one that says so', () => {
    const machine = { ...everything, hasSandbox: false };
    expect(judgeIsolation(asked({ level: 'sandbox' }), rules, machine)).toEqual({
      kind: 'refuse',
      message: 'there is no level sandbox on this worker',
    });
    expect(judgeIsolation(asked({ level: 'sandbox', fallback: 'degrade' }), rules, machine)).toMatchObject({
      kind: 'run',
      plan: { level: 'process', degraded: ['there is no level sandbox on this worker'] },
    });
  });

  it('is never weaker than what the worker demands, whatever the task would put up with', () => {
    const wish = asked({ level: 'none', fallback: 'degrade' });
    const machine = { ...everything, hasSandbox: false };
    expect(judgeIsolation(wish, { ...rules, isolationFloor: 'sandbox' }, machine)).toEqual({
      kind: 'refuse',
      message: 'this worker demands sandbox; there is no level sandbox on this worker',
    });
  });

  it('lacks a user of its own where the worker is not root, and says so', () => {
    expect(judgeIsolation(undefined, rules, ordinary)).toMatchObject({
      kind: 'run',
      plan: {
        level: 'process',
        limits: { pids: 0, diskBytes: 4_000 },
        degraded: ['no user id of its own: the worker is not root', 'no limit of processes can be kept here'],
      },
    });
  });
});

it('of a system that knows no levels is none, and that is told', () => {
  const elsewhere = { ...ordinary, isLinux: false, hasSandbox: false };
  expect(judgeIsolation(undefined, rules, elsewhere)).toMatchObject({
    kind: 'run',
    plan: { level: 'none', degraded: ['there is no level process on this worker'] },
  });
  expect(judgeIsolation(asked({ level: 'sandbox' }), rules, elsewhere).kind).toBe('refuse');
});

describe('limits', () => {
  it('that a task asks for are cut to what the worker allows, visibly', () => {
    const verdict = judgeIsolation(asked({}, { pids: 5_000, memoryBytes: 7 }), rules, everything);
    expect(verdict).toMatchObject({
      plan: {
        limits: { pids: 1_024, memoryBytes: 7 },
        degraded: ['no more processes than 1024, which is what this worker allows'],
      },
    });
  });

  it('that a task asks for and nobody can keep are refused, or left out and told of', () => {
    const limits = { memoryBytes: 1_000, cpu: 0.5 };
    expect(judgeIsolation(asked({}, limits), rules, ordinary)).toEqual({
      kind: 'refuse',
      message: 'no limit of memory can be kept here; no limit of cpu can be kept here',
    });
    expect(judgeIsolation(asked({ fallback: 'degrade' }, limits), rules, ordinary)).toMatchObject({
      plan: {
        limits: { memoryBytes: 0, cpu: 0 },
        degraded: expect.arrayContaining(['no limit of cpu can be kept here']) as string[],
      },
    });
  });

  it('of processes need no cgroup where each attempt has a user of its own', () => {
    const verdict = judgeIsolation(asked({}, { pids: 9 }), rules, { ...everything, cgroups: undefined });
    expect(verdict).toMatchObject({ kind: 'run', plan: { limits: { pids: 9 } } });
  });
});

describe('the network', () => {
  it.each([
    ['none', 'process', everything],
    ['none', 'sandbox', ordinary],
    ['blue', 'process', everything],
  ] as const)('%s is to be had at level %s', (network, level, machine) => {
    const verdict = judgeIsolation(asked({ network, level }), rules, machine);
    expect(verdict).toMatchObject({ kind: 'run', plan: { network } });
  });

  it.each([
    ['none', 'process', ordinary, 'the network cannot be taken away: that needs root or the sandbox'],
    ['red', 'process', everything, 'no network "red": ORRERY_TASK_NETWORKS does not name it'],
    ['blue', 'sandbox', ordinary, 'no network "blue": to enter it needs root'],
  ] as const)(
    '%s is not to be had at level %s where it cannot be kept',
    (network, level, machine, message) => {
      expect(judgeIsolation(asked({ network, level }), rules, machine)).toEqual({ kind: 'refuse', message });
      expect(judgeIsolation(asked({ network, level, fallback: 'degrade' }), rules, machine)).toMatchObject({
        plan: { network: 'host', degraded: expect.arrayContaining([message]) as string[] },
      });
    },
  );
});
