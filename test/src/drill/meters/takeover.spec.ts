import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../faults/fault-kinds.js';
import type { StruckFault } from '../faults/struck-fault.js';
import type { AttemptRow, RunRow } from '../ledger/evidence.js';
import { cleanEvidence, window } from '../testing/clean-evidence.js';
import { latenessOf } from './lateness.js';
import type { Observations } from './measure.js';
import { measure } from './takeover.js';
import { deathOf } from './worker-watch.js';

const at = window.fromMs + 20_000;
const fault = (kind: FaultKind, hit: string, more: Partial<StruckFault> = {}): StruckFault => ({
  atMs: 20_000,
  kind,
  target: hit,
  holdMs: 0,
  hit,
  hitLeader: false,
  at,
  releasedAt: at,
  recoveredAt: at + 2_000,
  stolen: [],
  count: 0,
  ...more,
});

function observations(
  change: (run: RunRow) => RunRow = (run) => run,
  more: Partial<Observations> = {},
): Observations {
  const clean = cleanEvidence();
  const evidence = { ...clean, runs: clean.runs.map(change) };
  return { evidence, lateness: latenessOf(evidence), workers: [], leaders: [], ...more };
}

/** Every probe between the fault and three seconds later came this much too late. */
const lateBy = (ms: number) => (run: RunRow) =>
  run.scheduleId === 'probe-0' && run.plannedAt! >= at && run.plannedAt! < at + 3_000
    ? { ...run, firstDispatchedAt: run.plannedAt! + ms }
    : run;

function restart(run: RunRow, startedAt: Readonly<Record<string, number>>): RunRow {
  const again = startedAt[run.scheduleId ?? ''];
  return again === undefined || run.plannedAt !== at ? run : { ...run, attempt: 2, startedAt: again };
}

function lostAttempt({ id }: RunRow): AttemptRow {
  return {
    runId: id,
    attempt: 1,
    state: 'lost',
    workerId: 'worker-1',
    startedAt: at,
    finishedAt: at + 1_500,
  };
}

describe('what a fault cost', () => {
  it('is the lateness of the latest probe around it', () => {
    const [found] = measure(fault('killMaster', 'master-1'), observations(lateBy(870)));
    expect(found).toMatchObject({ what: 'latest planned time', ms: 870, limitMs: 1_000 });
    expect(measure(fault('killMaster', 'master-1'), observations())[0]).toMatchObject({ ms: 0 });
  });

  it('has no end where a probe was never dispatched', () => {
    const never = (run: RunRow) => (run.plannedAt === at ? { ...run, firstDispatchedAt: null } : run);
    expect(measure(fault('hangMaster', 'master-1'), observations(never))[0]).toMatchObject({ ms: Infinity });
  });

  it('is the time to another leader, where the leader was hit', () => {
    const leaders = [
      { at: at - 9_000, leader: 'master-1', epoch: 1 },
      { at: at + 640, leader: 'master-2', epoch: 2 },
    ];
    const hit = fault('killLeader', 'master-1', { hitLeader: true });
    expect(measure(hit, observations(undefined, { leaders }))[1]).toMatchObject({
      what: 'new leader seen',
      ms: 640,
    });
    expect(measure(fault('killLeader', 'master-1'), observations(undefined, { leaders }))).toHaveLength(1);
  });

  it('is the time to the death of a worker, and from there to the next start of its runs', () => {
    const life = { id: 'worker-1', epoch: 'a', leaseUntilAt: at + 4_000 };
    const workers = [
      { ...life, at: at - 9_000, state: 'up' },
      { ...life, at: at + 1_500, state: 'lost' },
    ];
    const restarted = { cron: at + 4_300, 'probe-0': at + 1_900 };
    const observed = observations((run) => restart(run, restarted), { workers });
    const attempts = observed.evidence.runs.filter(({ attempt }) => attempt === 2).map(lostAttempt);
    const found = measure(fault('killWorker', 'worker-1', { recoveredAt: at + 9_000 }), {
      ...observed,
      evidence: { ...observed.evidence, attempts },
    });
    expect(found.map(({ what, ms, limitMs }) => [what, ms, limitMs])).toEqual([
      ['death of the worker seen', 1_500, 2_000],
      ['other run restarted once the old life was over', 300, 2_000],
      ['other run restarted once the death was seen', 2_800, undefined],
      ['idempotent run restarted once the death was seen', 400, 2_000],
    ]);
  });

  it('leaves out the restart of runs that may go to no other worker', () => {
    const observed = observations((run) => restart(run, { cron: at + 9_000 }));
    const { load, runs } = observed.evidence;
    const tasks = load.tasks.map((task) => ({ ...task, plan: { ...task.plan, boundTo: 'worker-1' } }));
    const attempts = runs.filter(({ attempt }) => attempt === 2).map(lostAttempt);
    expect(attempts).not.toEqual([]);
    const evidence = { ...observed.evidence, attempts, load: { ...load, tasks } };
    const found = measure(fault('killLadenWorker', 'worker-1'), { ...observed, evidence });
    expect(found.map(({ what }) => what)).toEqual(['death of the worker seen']);
  });

  it('counts from the next life of a worker where that came before the end of its lease', () => {
    const workers = [
      { id: 'worker-1', epoch: 'a', leaseUntilAt: at + 9_000, at: at - 9_000, state: 'up' },
      { id: 'worker-1', epoch: 'a', leaseUntilAt: at + 9_000, at: at + 1_000, state: 'lost' },
      { id: 'worker-1', epoch: 'b', leaseUntilAt: at + 12_000, at: at + 3_000, state: 'up' },
    ];
    expect(deathOf(workers, 'worker-1', at)).toEqual({ at: at + 1_000, certainAt: at + 3_000 });
    expect(deathOf(workers.slice(0, 2), 'worker-1', at)?.certainAt).toBe(at + 9_000);
    expect(deathOf(workers.slice(0, 1), 'worker-1', at)).toBeUndefined();
  });

  it('is the time until a stolen dispatch started or was cancelled, for ever where it did not', () => {
    const clean = observations();
    const [some, other] = clean.evidence.runs.filter(({ plannedAt }) => plannedAt === at + 3_000);
    const cancelled: Partial<RunRow> = { state: 'cancelled', startedAt: null, finishedAt: at + 700 };
    const runs = clean.evidence.runs.map((run) => (run.id === other!.id ? { ...run, startedAt: null } : run));
    runs.push({ ...some!, id: 'cancelled', ...cancelled });
    const stolen = [some!.id, other!.id, 'cancelled'].map((runId) => ({ runId, at }));
    const found = measure(fault('stealDispatches', 'work.default', { stolen }), {
      ...clean,
      evidence: { ...clean.evidence, runs },
    });
    expect(found.map(({ ms }) => ms)).toEqual([3_000, Infinity, 700]);
  });

  it('of a server counts from its return', () => {
    const [found] = measure(
      fault('restartDatabase', 'mysql', { releasedAt: at + 1_000 }),
      observations(lateBy(4_000)),
    );
    expect(found).toMatchObject({ what: 'on time again once the servers were back', ms: 5_000 });
  });
});
