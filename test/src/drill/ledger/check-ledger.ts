import { isTerminal, type RunState } from '@orrery/domain';
import { checkAlarms } from './check-alarms.js';
import { checkDelays } from './check-delays.js';
import { checkOneAtATime } from './check-one-at-a-time.js';
import { checkEffects } from './check-effects.js';
import type { Evidence, FireRow, RunRow } from './evidence.js';
import { plannedTimes } from './planned-times.js';
import type { Violation } from './violation.js';
import type { Installed } from '../load/drill-load.js';
import type { SchedulePlan } from '../load/schedule-plans.js';
import type { TaskPlan } from '../load/task-plans.js';
import type { WorkflowPlan } from '../load/workflow-plans.js';
import { checkWorkflows } from '../workflows/check-workflows.js';

type OfSchedule = Installed<SchedulePlan>;

/** Everything in the books that must not be; empty: all invariants held. */
export function checkLedger(evidence: Evidence): Violation[] {
  const bySchedule = evidence.load.schedules.flatMap((schedule) => {
    const fires = evidence.fires.filter(({ scheduleId }) => scheduleId === schedule.id);
    const runs = evidence.runs.filter(({ scheduleId }) => scheduleId === schedule.id);
    return [
      ...checkPlanned(schedule, fires, evidence),
      ...checkOutcomes(schedule, fires),
      ...checkRunsOfFires(schedule, fires, runs),
    ];
  });
  const whole = [
    checkEndings,
    checkTriggered,
    checkDelays,
    checkOneAtATime,
    checkEffects,
    checkAlarms,
    checkWorkflows,
  ];
  return [...bySchedule, ...whole.flatMap((check) => check(evidence))];
}

/** Each planned time is in the ledger once, and nothing else. */
function checkPlanned({ plan }: OfSchedule, fires: readonly FireRow[], { load }: Evidence): Violation[] {
  if (plan.rhythm.kind === 'fixedDelay') return [];
  const planned = plannedTimes(plan.rhythm, load.window);
  const due = new Set(planned);
  const accounted = countBy(fires, ({ plannedAt }) => plannedAt);
  const tell = (invariant: Violation['invariant']) => (time: number) => ({
    invariant,
    who: plan.name,
    what: at(time),
  });
  const doubled = [...accounted].filter(([, count]) => count > 1).map(([time]) => time);
  return [
    ...planned.filter((time) => !accounted.has(time)).map(tell('fire lost')),
    ...[...accounted.keys()].filter((time) => !due.has(time)).map(tell('fire that was not planned')),
    ...doubled.map(tell('fire doubled')),
  ];
}

function checkOutcomes({ plan }: OfSchedule, fires: readonly FireRow[]): Violation[] {
  const wrong = fires.filter(({ outcome }) => !plan.outcomes.includes(outcome));
  return wrong.map(({ plannedAt, outcome, reason }) => ({
    invariant: 'outcome that its policy does not allow',
    who: plan.name,
    what: `${at(plannedAt)} ${outcome}${reason === null ? '' : ` (${reason})`}`,
  }));
}

/** Each FIRED time has exactly one run, and each run of the schedule is that of a FIRED time. */
function checkRunsOfFires(
  { plan }: OfSchedule,
  fires: readonly FireRow[],
  runs: readonly RunRow[],
): Violation[] {
  const fired = fires.filter(({ outcome }) => outcome === 'FIRED');
  const ran = countBy(runs, ({ id, plannedAt }) => `${plannedAt} ${id}`);
  const timesOfRuns = countBy(runs, ({ plannedAt }) => plannedAt);
  const claimed = new Set(fires.map(({ runId }) => runId));
  const without = fired.filter(({ plannedAt, runId }) => !ran.has(`${plannedAt} ${runId}`));
  const strays = runs.filter(({ id }) => !claimed.has(id));
  const doubled = [...timesOfRuns].filter(([, count]) => count > 1);
  return [
    ...without.map(({ plannedAt }) => tellFire('fire without its run', plan, plannedAt)),
    ...strays.map(({ plannedAt }) => tellFire('run without its fire', plan, plannedAt)),
    ...doubled.map(([plannedAt]) => tellFire('planned time with several runs', plan, plannedAt)),
  ];
}

function tellFire(invariant: Violation['invariant'], plan: SchedulePlan, time: number | null): Violation {
  return { invariant, who: plan.name, what: time === null ? 'without a planned time' : at(time) };
}

/** Every run has ended, as its task and its schedule's policy allow. */
function checkEndings({ load, runs }: Evidence): Violation[] {
  const tasks = new Map<string, Pick<TaskPlan, 'name' | 'mayEnd'>>([
    ...load.tasks.map(({ id, plan }) => [id, plan] as const),
    ...load.workflows.map(asTask),
  ]);
  const schedules = new Map(load.schedules.map((schedule) => [schedule.id, schedule.plan]));
  return runs.flatMap((run) => {
    const task = tasks.get(run.taskId);
    const may = [...(task?.mayEnd ?? []), ...(schedules.get(run.scheduleId ?? '')?.mayEnd ?? [])];
    const tell = (invariant: Violation['invariant']) => ({
      invariant,
      who: task?.name ?? run.taskId,
      what: `run ${run.id} is ${run.state} after attempt ${run.attempt}`,
    });
    if (!isTerminal(run.state)) return [tell('run that did not end')];
    return may.includes(run.state) ? [] : [tell('run that ended as it must not')];
  });
}

/** A workflow as the task that its runs are runs of. */
function asTask({ id, plan }: Installed<WorkflowPlan>) {
  const mayEnd: RunState[] = [plan.ends === 'succeeded' ? 'succeeded' : 'failed'];
  return [id, { name: plan.name, mayEnd }] as const;
}

/** What the API took on is there once; what it refused to the end is told. */
function checkTriggered({ triggered, runs }: Evidence): Violation[] {
  const mine = runs.filter(({ scheduleId, workflowRunId }) => scheduleId === null && workflowRunId === null);
  const byNumber = countBy(mine, ({ taskId, params }) => `${taskId} ${String(params['number'])}`);
  const known = new Set(mine.map(({ id }) => id));
  return triggered.flatMap(({ targetId, number, runId, refusal }) => {
    const what = `number ${number}${refusal === undefined ? '' : `; refused before: ${refusal}`}`;
    const tell = (invariant: Violation['invariant']) => ({ invariant, who: 'triggered', what });
    const count = byNumber.get(`${targetId} ${number}`) ?? 0;
    if (count > 1) return [tell('triggered run doubled')];
    if (runId === undefined) return [tell('trigger never taken on')];
    return known.has(runId) ? [] : [tell('triggered run lost')];
  });
}

function countBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

const at = (time: number) => new Date(time).toISOString();
