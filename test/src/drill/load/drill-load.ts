import type { CreateScheduleDto, ScheduleDto, TaskDto, WorkflowDto } from '@orrery/contracts';
import type { OrreryApi } from '../../installation/orrery-api.js';
import { plannedTimes, type Window } from '../ledger/planned-times.js';
import { taskName } from './node-plans.js';
import { schedulePlans, type Rhythm, type SchedulePlan } from './schedule-plans.js';
import { taskPlans, type LongSeconds, type TaskPlan } from './task-plans.js';
import { workflowBody, workflowPlans, type WorkflowPlan } from './workflow-plans.js';
import { kindPlans, type KindTools } from '../kinds/kind-plans.js';
import { kindSchedules } from '../kinds/kind-schedules.js';

/** A task, workflow or schedule of the load, as it stands in the platform. */
export interface Installed<Plan> {
  readonly id: string;
  readonly plan: Plan;
}

export interface DrillLoad {
  readonly window: Window;
  readonly tasks: readonly Installed<TaskPlan>[];
  readonly workflows: readonly Installed<WorkflowPlan>[];
  readonly schedules: readonly Installed<SchedulePlan>[];
}

export interface LoadOptions {
  readonly tools: KindTools;
  /** Names of the workers. */
  readonly workers: readonly string[];
  readonly longSeconds: LongSeconds;
  readonly lengthMs: number;
}

/** Time to create everything in, before the first planned time. */
const AHEAD_MS = 6_000;
const SECOND = 1_000;

/** Creates all tasks, workflows and schedules; these begin and end by themselves with the window. */
export async function installLoad(api: OrreryApi, options: LoadOptions): Promise<DrillLoad> {
  await api.createAlarmRule({ receivers: ['drill@example.org'] });
  const tasks: Installed<TaskPlan>[] = [];
  for (const plan of allTaskPlans(options)) {
    const { id } = await api.http.must<TaskDto>('POST', '/tasks', {
      body: { name: taskName(plan.name), ...plan.definition },
    });
    tasks.push({ id, plan });
  }
  const workflows: Installed<WorkflowPlan>[] = [];
  for (const plan of workflowPlans()) {
    const body = workflowBody(plan);
    workflows.push({ id: (await api.http.must<WorkflowDto>('POST', '/workflows', { body })).id, plan });
  }
  const fromMs = Math.ceil((Date.now() + AHEAD_MS) / SECOND) * SECOND;
  const window = { fromMs, toMs: fromMs + options.lengthMs };
  const firing = [...schedulePlans(), ...kindSchedules(options.tools.kinds)].filter(({ rhythm }) =>
    firesWithin(rhythm, window),
  );
  const schedules = firing.map(async (plan) => {
    const body = scheduleBody(plan, targetOf(plan, { tasks, workflows }), window);
    const { id } = await api.http.must<ScheduleDto>('POST', '/schedules', { body });
    return { id, plan };
  });
  const load = { window, tasks, workflows, schedules: await Promise.all(schedules) };
  if (Date.now() >= fromMs) throw new Error('creating the load took longer than was foreseen');
  return load;
}

function allTaskPlans({ tools, workers, longSeconds }: LoadOptions): TaskPlan[] {
  const bound = workers.flatMap((worker) => kindPlans(tools, worker));
  return [...taskPlans(tools.sink, longSeconds), ...kindPlans(tools), ...bound];
}

function targetOf({ target }: SchedulePlan, load: Pick<DrillLoad, 'tasks' | 'workflows'>) {
  const task = load.tasks.find(({ plan }) => plan.name === target);
  if (task !== undefined) return { kind: 'task', id: task.id } as const;
  return { kind: 'workflow', id: load.workflows.find(({ plan }) => plan.name === target)!.id } as const;
}

/** A schedule that never fires is refused. */
function firesWithin(rhythm: Rhythm, window: Window): boolean {
  return rhythm.kind === 'fixedDelay' || plannedTimes(rhythm, window).length > 0;
}

function scheduleBody(
  plan: SchedulePlan,
  target: ReturnType<typeof targetOf>,
  window: Window,
): CreateScheduleDto {
  const startMs = window.fromMs + (plan.rhythm.kind === 'fixedRate' ? plan.rhythm.offsetMs : 0);
  return {
    project: 'default',
    name: `drill-${plan.name}`,
    target,
    trigger: triggerOf(plan.rhythm),
    startAt: new Date(startMs).toISOString(),
    endAt: new Date(window.toMs).toISOString(),
    params: {},
    ...plan.policies,
  } as CreateScheduleDto;
}

function triggerOf(rhythm: Rhythm): CreateScheduleDto['trigger'] {
  return rhythm.kind === 'cron'
    ? { kind: 'cron', expression: rhythm.expression, timeZone: 'UTC' }
    : { kind: rhythm.kind, everyMs: rhythm.everyMs };
}
