import { describe, expect, it } from 'vitest';
import { cleanEvidence, window } from '../testing/clean-evidence.js';
import { checkLedger } from './check-ledger.js';
import { checkMisfires } from './check-misfires.js';
import type { Evidence, FireRow, RunRow } from './evidence.js';
import { plannedTimes } from './planned-times.js';
import type { Invariant } from './violation.js';

const broken = (evidence: Evidence) => checkLedger(evidence).map(({ invariant }) => invariant);

/** The same books, with the rows of one schedule changed. */
function withFires(change: (fire: FireRow, n: number) => FireRow[], of = 'cron'): Evidence {
  const evidence = cleanEvidence();
  const others = evidence.fires.filter(({ scheduleId }) => scheduleId !== of);
  const changed = evidence.fires.filter(({ scheduleId }) => scheduleId === of).flatMap(change);
  return { ...evidence, fires: [...others, ...changed] };
}

function withRuns(change: (run: RunRow, n: number) => RunRow[], of: string | null = 'cron'): Evidence {
  const evidence = cleanEvidence();
  const others = evidence.runs.filter(({ scheduleId }) => scheduleId !== of);
  const changed = evidence.runs.filter(({ scheduleId }) => scheduleId === of).flatMap(change);
  return { ...evidence, runs: [...others, ...changed] };
}

function withEffects(schedule: string, accepted: readonly number[]): Evidence {
  const evidence = cleanEvidence();
  const run = evidence.runs.find(({ scheduleId }) => scheduleId === schedule)!;
  return {
    ...evidence,
    effects: new Map(evidence.effects).set(run.id, { accepted, stale: [], repeatsAvoided: [] }),
  };
}

const third =
  <T>(change: (row: T) => T[]) =>
  (row: T, n: number) =>
    n === 3 ? change(row) : [row];
const later = ({ plannedAt, ...rest }: FireRow): FireRow => ({ ...rest, plannedAt: plannedAt + 137 });

describe('the check of the ledger', () => {
  it('finds nothing in clean books', () => {
    expect(checkLedger(cleanEvidence())).toEqual([]);
    expect(checkMisfires(cleanEvidence(), [])).toEqual([]);
  });

  it.each<[Invariant, Evidence]>([
    ['fire lost', withFires(third<FireRow>(() => []))],
    [
      'fire lost',
      withFires(
        third<FireRow>(() => []),
        'rate',
      ),
    ],
    ['fire doubled', withFires(third((fire) => [fire, fire]))],
    ['fire that was not planned', withFires(third((fire) => [fire, later(fire)]))],
    [
      'outcome that its policy does not allow',
      withFires(third((fire) => [{ ...fire, outcome: 'MERGED', runId: null }])),
    ],
    ['outcome that its policy does not allow', withFires(third((fire) => [{ ...fire, outcome: 'MISSED' }]))],
    ['fire without its run', withFires(third((fire) => [{ ...fire, runId: null }]))],
    ['fire without its run', withRuns(third<RunRow>(() => []))],
    ['run without its fire', withRuns(third((run) => [run, { ...run, id: 'another' }]))],
    ['planned time with several runs', withRuns(third((run) => [run, { ...run, id: 'another' }]))],
    ['run that did not end', withRuns(third((run) => [{ ...run, state: 'running' }]))],
    ['run that ended as it must not', withRuns(third((run) => [{ ...run, state: 'failed' }]))],
    [
      'run that ended as it must not',
      withRuns(
        third((run) => [{ ...run, state: 'lost' }]),
        'rate',
      ),
    ],
    ['triggered run lost', withRuns(() => [], null)],
    ['triggered run doubled', withRuns((run) => [run, { ...run, id: 'another' }], null)],
    ['run doubled', withEffects('cron', [1, 2])],
    ['run doubled', withEffects('rate', [1, 1])],
    ['success without its effect', withEffects('repeating', [])],
    [
      'runs side by side against the policy',
      withRuns(
        third((run) => [{ ...run, finishedAt: run.startedAt! + 6_001 }]),
        'serial',
      ),
    ],
    [
      'fixed delay not kept',
      withRuns(
        third((run) => [{ ...run, finishedAt: run.finishedAt! + 1 }]),
        'delay',
      ),
    ],
  ])('finds: %s', (invariant, evidence) => {
    expect(broken(evidence)).toContain(invariant);
  });

  it('finds a fixed delay that stopped', () => {
    const evidence = withFires((fire, n) => (n < 2 ? [fire] : []), 'delay');
    const hour = {
      ...evidence,
      load: { ...evidence.load, window: { ...window, toMs: window.fromMs + 3_600_000 } },
    };
    expect(broken(hour)).toContain('fixed delay that stopped');
  });

  it('finds an effect of a run that nobody knows, and a trigger that was never taken on', () => {
    const evidence = cleanEvidence();
    const effects = new Map(evidence.effects).set('nobody', { accepted: [1], stale: [], repeatsAvoided: [] });
    const triggered = [{ ...evidence.triggered[0]!, number: 7, runId: undefined }];
    expect(broken({ ...evidence, effects })).toEqual(['effect of an unknown run']);
    expect(broken({ ...evidence, triggered })).toEqual(['trigger never taken on']);
  });

  it('wants one alarm for each bad end', () => {
    const evidence = withRuns(third((run) => [{ ...run, state: 'lost' }]));
    const lost = evidence.runs.find(({ state }) => state === 'lost')!;
    expect(broken(evidence)).toEqual(['bad end without an alarm']);
    expect(broken({ ...evidence, alarms: new Map(evidence.alarms).set(lost.id, 2) })).toEqual([
      'alarm doubled',
    ]);
    const ofNode = withRuns(third((run) => [{ ...run, state: 'lost', workflowRunId: 'w', nodeId: 'n' }]));
    expect(broken(ofNode)).not.toContain('bad end without an alarm');
  });

  it('lets a loss end what may run only once, and what is idempotent have its effect again', () => {
    const evidence = withRuns(third((run) => [{ ...run, state: 'lost' }]));
    const { id } = evidence.runs.find(({ state }) => state === 'lost')!;
    const alarms = new Map(evidence.alarms).set(id, 1);
    expect(broken({ ...evidence, alarms })).toEqual([]);
    expect(broken(withEffects('repeating', [1, 2]))).toEqual([]);
  });

  it('finds a misfire where nothing had happened', () => {
    const evidence = withFires(
      third((fire) => [{ ...fire, outcome: 'MERGED', runId: null }]),
      'merging',
    );
    const at = window.fromMs + 3_000;
    const fault = {
      atMs: 0,
      kind: 'pauseDatabase',
      target: 'mysql',
      holdMs: 0,
      hit: 'mysql',
      hitLeader: false,
    } as const;
    const struck = { ...fault, at: at - 500, releasedAt: at, recoveredAt: at, stolen: [], count: 0 };
    expect(checkMisfires(evidence, []).map(({ invariant }) => invariant)).toEqual([
      'misfire without a cause',
    ]);
    expect(checkMisfires(evidence, [struck])).toEqual([]);
  });
});

describe('the planned times', () => {
  it('are those of the clock and those of a grid', () => {
    const minute = { fromMs: window.fromMs + 1, toMs: window.fromMs + 60_000 };
    const iso = (times: number[]) => times.map((time) => new Date(time).toISOString().slice(17, 23));
    const half = { kind: 'cron', expression: '*/20 * * * * *', everyMs: 20_000, phaseMs: 10_000 } as const;
    expect(iso(plannedTimes(half, minute))).toEqual(['10.000', '30.000', '50.000']);
    const rate = { kind: 'fixedRate', everyMs: 25_000, offsetMs: 5_000 } as const;
    expect(iso(plannedTimes(rate, window))).toEqual(['05.000', '30.000', '55.000']);
  });
});
