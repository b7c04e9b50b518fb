import { randomUUID } from 'node:crypto';
import type { RunState } from '@orrery/domain';
import type { Evidence, FireRow, RunRow } from '../ledger/evidence.js';
import { plannedTimes } from '../ledger/planned-times.js';
import { isAlarming } from '../ledger/read-alarms.js';
import type { Installed } from '../load/drill-load.js';
import type { Rhythm, SchedulePlan } from '../load/schedule-plans.js';
import type { EffectKind, TaskPlan } from '../load/task-plans.js';
import { CleanWorkflows } from './clean-workflows.js';

export const window = {
  fromMs: Date.parse('2026-01-01T00:00:00.000Z'),
  toMs: Date.parse('2026-01-01T00:01:00.000Z'),
};
const DURATION_MS = 200;

const task = (
  name: string,
  effect: EffectKind,
  mayEnd: readonly RunState[] = effect === 'once' ? ['succeeded', 'lost'] : ['succeeded'],
): Installed<TaskPlan> => ({
  id: name,
  plan: {
    name,
    effect,
    mayEnd,
    definition: {
      kind: 'shell',
      spec: { command: 'true' },
      idempotent: effect === 'none' || effect === 'repeated',
    },
  },
});

const schedule = (
  name: string,
  of: string,
  rhythm: Rhythm,
  more: Partial<SchedulePlan> = {},
): Installed<SchedulePlan> => ({
  id: name,
  plan: {
    name,
    target: of,
    rhythm,
    outcomes: ['FIRED'],
    mayEnd: [],
    mayWait: false,
    oneAtATime: false,
    policies: {},
    ...more,
  },
});

const second = { kind: 'cron', expression: '* * * * * *', everyMs: 1_000, phaseMs: 0 } as const;

/** The books of a minute in which nothing went wrong. */
export function cleanEvidence(): Evidence {
  const tasks = [
    task('once', 'once'),
    task('fenced', 'fenced'),
    task('repeated', 'repeated'),
    task('probe', 'none'),
    task('failing', 'none', ['failed']),
  ];
  const schedules = [
    schedule('cron', 'once', second),
    schedule('rate', 'fenced', { kind: 'fixedRate', everyMs: 7_000, offsetMs: 300 }),
    schedule('repeating', 'repeated', { kind: 'fixedRate', everyMs: 5_000, offsetMs: 0 }),
    schedule('probe-0', 'probe', { kind: 'fixedRate', everyMs: 1_000, offsetMs: 0 }),
    schedule('serial', 'fenced', { kind: 'fixedRate', everyMs: 6_000, offsetMs: 0 }, { oneAtATime: true }),
    schedule('merging', 'probe', second, {
      outcomes: ['FIRED', 'MERGED'],
      policies: { misfire: { policy: 'FIRE_ONCE' } },
    }),
    schedule('delay', 'once', { kind: 'fixedDelay', everyMs: 900 }),
  ];
  const rows = schedules.flatMap((each) =>
    timesOf(each.plan.rhythm).map((plannedAt) => fired(each, plannedAt)),
  );
  const asked = triggeredRun(0);
  const plain = [...rows.map(({ run }) => run), asked];
  const clean = new CleanWorkflows((taskId) => endedRun(taskId, window.fromMs));
  const effects = new Map(
    plain
      .filter(({ taskId }) => taskId !== 'probe')
      .map(({ id }) => [id, { accepted: [1], stale: [], repeatsAvoided: [] }]),
  );
  const triggered = [
    {
      targetId: 'once',
      number: 0,
      askedAt: window.fromMs,
      runId: asked.id,
      acceptedAfterMs: 5,
      tries: 1,
      refusal: undefined,
    },
  ];
  const fires = rows.map(({ fire }) => fire);
  return {
    load: { window, tasks, schedules, workflows: clean.installed },
    fires,
    runs: [...plain, ...clean.runs],
    attempts: [],
    alarms: new Map(clean.runs.filter(isAlarming).map(({ id }) => [id, 1])),
    effects,
    triggered,
    workflows: clean.books,
  };
}

/** A fixed delay of 900 ms with runs of 200 ms, each dispatched at once. */
function timesOf(rhythm: Rhythm): number[] {
  if (rhythm.kind !== 'fixedDelay') return plannedTimes(rhythm, window);
  const step = rhythm.everyMs + DURATION_MS;
  return Array.from(
    { length: Math.floor((window.toMs - window.fromMs) / step) },
    (_, n) => window.fromMs + n * step,
  );
}

function fired({ id, plan }: Installed<SchedulePlan>, plannedAt: number): { fire: FireRow; run: RunRow } {
  const run = { ...endedRun(plan.target, plannedAt), scheduleId: id, plannedAt };
  return { run, fire: { scheduleId: id, plannedAt, outcome: 'FIRED', reason: null, runId: run.id } };
}

function triggeredRun(number: number): RunRow {
  return { ...endedRun('once', window.fromMs), params: { number } };
}

function endedRun(taskId: string, at: number): RunRow {
  const times = { firstDispatchedAt: at, startedAt: at, finishedAt: at + DURATION_MS };
  const none = { scheduleId: null, plannedAt: null, params: {} };
  const noWorkflow = { workflowRunId: null, nodeId: null, nodePart: null };
  return {
    id: randomUUID(),
    taskId,
    state: 'succeeded',
    attempt: 1,
    workerId: 'worker-1',
    ...times,
    ...none,
    ...noWorkflow,
  };
}
