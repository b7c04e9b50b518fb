import type { FireOutcome, RunState } from '@orrery/domain';
import type { CreateScheduleDto } from '@orrery/contracts';
import { policyPlans } from './policy-plans.js';

/** When a schedule fires, in the drill's own arithmetic; `offsetMs` counts from the beginning of the load. */
export type Rhythm =
  | { readonly kind: 'cron'; readonly expression: string; readonly everyMs: number; readonly phaseMs: number }
  | { readonly kind: 'fixedRate'; readonly everyMs: number; readonly offsetMs: number }
  | { readonly kind: 'fixedDelay'; readonly everyMs: number };

export interface SchedulePlan {
  readonly name: string;
  /** A task or a workflow of the load. */
  readonly target: string;
  readonly rhythm: Rhythm;
  /** What may become of a planned time. */
  readonly outcomes: readonly FireOutcome[];
  /** On top of how runs of the task may end. */
  readonly mayEnd: readonly RunState[];
  /** Its policy may let runs wait, so that their lateness says nothing. */
  readonly mayWait: boolean;
  /** No two of its runs may ever be at work side by side. */
  readonly oneAtATime: boolean;
  readonly policies: Partial<CreateScheduleDto>;
}

export const PROBES = 10;

const SECOND = 1_000;
const MINUTE = 60_000;

/** All schedules of the load. */
export function schedulePlans(): SchedulePlan[] {
  return [
    ...probes(),
    ...cronPlans(),
    ...ratePlans(),
    ...delayPlans(),
    ...policyPlans(),
    ...workflowSchedules(),
  ];
}

/** Each fires once a second, one after the other: together they look at the platform ten times a second. */
function probes(): SchedulePlan[] {
  return Array.from({ length: PROBES }, (_, index) =>
    plan(`probe-${index}`, 'probe', rate(SECOND, (index * SECOND) / PROBES)),
  );
}

function cronPlans(): SchedulePlan[] {
  return [
    plan('each-second', 'once', cron('* * * * * *', SECOND)),
    plan('each-other-second', 'once-flaky', cron('*/2 * * * * *', 2 * SECOND)),
    plan('each-minute', 'fenced-long', cron('0 * * * * *', MINUTE)),
    plan('each-minute-at-half', 'repeated-flaky', cron('30 * * * * *', MINUTE, MINUTE / 2)),
  ];
}

function ratePlans(): SchedulePlan[] {
  return [
    plan('quick', 'fenced', rate(250, 60)),
    plan('steady', 'repeated', rate(SECOND, 350)),
    plan('flaky', 'fenced-flaky', rate(3 * SECOND, 450)),
    plan('long', 'fenced-long', rate(5 * SECOND, 550)),
    plan('long-repeated', 'repeated-long', rate(7 * SECOND, 650)),
    plan('long-once', 'once-long', rate(9 * SECOND, 750)),
    plan('seldom', 'once', rate(30 * SECOND, 5 * SECOND)),
  ];
}

function delayPlans(): SchedulePlan[] {
  return [
    plan('after-each-other', 'once', { kind: 'fixedDelay', everyMs: 700 }),
    plan('after-each-slow-other', 'fenced-slow', { kind: 'fixedDelay', everyMs: 2 * SECOND }),
  ];
}

/** The runs of workflows are never sent to a worker: their lateness says nothing. */
function workflowSchedules(): SchedulePlan[] {
  const each = (name: string, seconds: number, offsetMs: number): SchedulePlan => ({
    ...plan(`each-${name}`, name, rate(seconds * SECOND, offsetMs)),
    mayWait: true,
  });
  return [
    each('workflow-chain', 5, 850),
    each('workflow-fan', 7, 1_050),
    each('workflow-outer', 9, 1_250),
    each('workflow-map', 11, 1_450),
    each('workflow-saga', 13, 1_650),
    each('workflow-delay', 6, 1_850),
  ];
}

/** A schedule without policies: each of its planned times fires, whatever goes on. */
function plan(name: string, target: string, rhythm: Rhythm): SchedulePlan {
  const oneAtATime = rhythm.kind === 'fixedDelay';
  return { name, target, rhythm, outcomes: ['FIRED'], mayEnd: [], mayWait: false, oneAtATime, policies: {} };
}

function cron(expression: string, everyMs: number, phaseMs = 0): Rhythm {
  return { kind: 'cron', expression, everyMs, phaseMs };
}

function rate(everyMs: number, offsetMs: number): Rhythm {
  return { kind: 'fixedRate', everyMs, offsetMs };
}
