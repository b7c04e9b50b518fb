import { describe, expect, it } from 'vitest';
import type { StruckFault } from './faults/struck-fault.js';
import { judge, type Observed } from './judge.js';
import { kindNames, type KindName } from './kinds/kind-names.js';
import { cleanEvidence, window } from './testing/clean-evidence.js';

const circumstances = { seed: 1, minutes: 1, machine: 'm', servers: 's' };
const at = window.fromMs + 20_000;

function observed(more: Partial<Observed>): Observed {
  const seen = { faults: [], disagreements: [], starts: new Map<string, number>(), workers: [], leaders: [] };
  return { evidence: cleanEvidence(), ...seen, kinds: kindNames, leftovers: [], ...more };
}

const killed = (ran: readonly KindName[] | undefined): StruckFault => ({
  ...{ atMs: 20_000, kind: 'killLadenWorker', target: 'worker-1', holdMs: 0 },
  ...{ hit: 'worker-1', hitLeader: false, at, releasedAt: at, recoveredAt: at + 2_000, stolen: [], count: 0 },
  ran,
});

const brokenBy = (more: Partial<Observed>) =>
  judge(observed(more), circumstances).violations.filter(({ invariant }) => invariant !== 'limit exceeded');

describe('a drill', () => {
  it('holds where nothing is left, and a worker was killed while every kind of task ran on it', () => {
    expect(brokenBy({ faults: [killed(kindNames)] })).toEqual([]);
  });

  it('breaks by what is left behind, and says what and when', () => {
    const left = { what: 'cgroup', name: '/sys/fs/cgroup/x', phase: 'stopped' } as const;
    expect(brokenBy({ leftovers: [left] })).toEqual([
      { invariant: 'left behind', who: 'cgroup', what: '/sys/fs/cgroup/x (stopped)' },
    ]);
    const { passed, leftBehind } = judge(observed({ leftovers: [left] }), circumstances);
    expect({ passed, leftBehind }).toEqual({
      passed: false,
      leftBehind: ['cgroup /sys/fs/cgroup/x (stopped)'],
    });
  });

  it('breaks where a kind of task did not run on the worker, of those that took part', () => {
    const most = kindNames.filter((kind) => kind !== 'container');
    expect(brokenBy({ faults: [killed(most)] })).toEqual([
      {
        invariant: 'worker killed without a task of every kind',
        who: 'killLadenWorker worker-1',
        what: 'without container',
      },
    ]);
    expect(brokenBy({ faults: [killed(most)], kinds: most })).toEqual([]);
  });

  it('tells the runs of each kind, the attempts that died with their worker, and what was left out', () => {
    const evidence = cleanEvidence();
    const tasks = evidence.load.tasks.map((task) => {
      return task.id === 'fenced' ? { ...task, plan: { ...task.plan, kindName: 'sql' as const } } : task;
    });
    const run = evidence.runs.find(({ taskId }) => taskId === 'fenced')!;
    const died = { startedAt: at, finishedAt: at, workerId: 'worker-1' };
    const attempts = [{ runId: run.id, attempt: 1, state: 'lost' as const, ...died }];
    const own = evidence.runs.filter(({ taskId }) => taskId === 'fenced');
    const given = observed({
      evidence: { ...evidence, attempts, load: { ...evidence.load, tasks } },
      kinds: ['sql', 'http'],
    });
    const { kinds, leftOut } = judge(given, circumstances);
    expect(kinds).toEqual({ sql: { succeeded: own.length, attemptsLost: 1 }, http: { attemptsLost: 0 } });
    expect(leftOut).toEqual(kindNames.filter((kind) => kind !== 'sql' && kind !== 'http'));
  });
});
