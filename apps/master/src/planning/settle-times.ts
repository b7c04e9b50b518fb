import { judgeMisfires, misfirePolicyOf, pauseReason, type FireVerdict } from '@orrery/domain';
import type { Fire } from '../persistence/stores/fire.store.js';
import { newRun } from '../runs/new-run.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { unfiredByMisfire, type Unfired } from './fire-reasons.js';
import type { PlannedTask, PlanningRules, PlanningSubject, SettledTimes } from './plan-schedule.js';
import { followingOf, type PlannedTimes } from './planned-times.js';
import { takeTurns } from './take-turns.js';
import type { FireTimes } from './triggers/fire-times.js';

/** Settles what becomes of each planned time: a pause, then the misfire policy, then the overlap mode has its say. */
export function settleTimes(
  subject: PlanningSubject,
  times: FireTimes,
  planned: PlannedTimes,
  rules: PlanningRules,
  now: Date,
): SettledTimes {
  const { schedule, task } = subject;
  const accountFor = accountant(subject, now);
  const halted = haltOf(subject);
  if (halted || !task) return { ...nothing, fires: planned.times.map((at) => accountFor(at, halted!)) };

  const policy = misfirePolicyOf(schedule.misfire, rules.misfire);
  const following = followingOf(schedule, times, planned, policy, now);
  const verdicts = judgeMisfires(planned.times, now, policy, following);
  const made = verdicts.filter(fires).map((verdict) => runFor(subject, task, verdict.plannedAt, rules, now));
  const taken = takeTurns(subject, made);
  const misfired = verdicts.flatMap((verdict) => {
    const unfired = unfiredByMisfire(verdict, policy);
    return unfired ? [accountFor(verdict.plannedAt, unfired)] : [];
  });
  const overlapped = taken.unfired.map(({ run, unfired }) => accountFor(run.planned_at!, unfired));
  const fired = taken.runs.map((run) =>
    accountFor(run.planned_at!, { outcome: 'FIRED', reason: null }, run.id),
  );
  const unfired = [...misfired, ...overlapped];
  return {
    fires: [...unfired, ...fired].sort((a, b) => a.plannedAt.getTime() - b.plannedAt.getTime()),
    dropped: unfired.filter(({ outcome }) => outcome !== 'MERGED'),
    runs: taken.runs,
    turns: taken.turns,
    replaced: taken.replaced,
    cancelled: taken.cancelled,
  };
}

const nothing: Omit<SettledTimes, 'fires'> = {
  dropped: [],
  runs: [],
  turns: [],
  replaced: new Map(),
  cancelled: [],
};

/** What keeps every planned time of the schedule from firing. */
function haltOf({ schedule: { targetKind }, task, pause }: PlanningSubject): Unfired | undefined {
  if (!task) return { outcome: 'SKIPPED', reason: `the ${targetKind} was deleted` };
  return pause && { outcome: 'SKIPPED', reason: pauseReason(pause, targetKind) };
}

function fires({ kind }: FireVerdict): boolean {
  return kind === 'fire';
}

function accountant({ schedule }: PlanningSubject, now: Date) {
  return (plannedAt: Date, { outcome, reason }: Unfired, runId: string | null = null): Fire => ({
    scheduleId: schedule.id,
    plannedAt,
    project: schedule.project,
    outcome,
    reason,
    runId,
    createdAt: now,
  });
}

function runFor(
  { schedule }: PlanningSubject,
  task: PlannedTask,
  plannedAt: Date,
  { holdMs }: PlanningRules,
  now: Date,
): RunRow {
  return newRun(task, {
    params: schedule.params,
    priority: schedule.priority,
    dueAt: plannedAt,
    eligibleAt: new Date(plannedAt.getTime() + holdMs),
    now,
    scheduleId: schedule.id,
    plannedAt,
  });
}
