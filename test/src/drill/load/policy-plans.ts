import type { FireOutcome, OverlapMode, RunState } from '@orrery/domain';
import type { CreateScheduleDto } from '@orrery/contracts';
import type { SchedulePlan } from './schedule-plans.js';

const SECOND = 1_000;

/** One schedule for each policy of overlap, whose runs take longer than it waits between its fires, and of misfire. */
export function policyPlans(): SchedulePlan[] {
  return [...overlapPlans(), ...misfirePlans()];
}

/** Besides FIRED, what a policy of overlap may make of a planned time, and of a run. */
const overlapEffects: Readonly<Record<OverlapMode, { outcomes: FireOutcome[]; mayEnd: RunState[] }>> = {
  ALLOW: { outcomes: [], mayEnd: [] },
  SKIP: { outcomes: ['SKIPPED'], mayEnd: [] },
  QUEUE_ONE: { outcomes: ['SKIPPED'], mayEnd: [] },
  QUEUE_ALL: { outcomes: [], mayEnd: [] },
  CANCEL_RUNNING: { outcomes: ['MERGED'], mayEnd: ['cancelled', 'skipped'] },
  REPLACE_QUEUED: { outcomes: ['SKIPPED', 'MERGED'], mayEnd: ['skipped', 'cancelled'] },
};

function overlapPlans(): SchedulePlan[] {
  return Object.entries(overlapEffects).map(([mode, { outcomes, mayEnd }], index): SchedulePlan => {
    const overlap = mode as OverlapMode;
    // A queue that never skips needs some air, or it would not be empty when the drill ends.
    const everyMs = overlap === 'QUEUE_ALL' ? 6 * SECOND : 2 * SECOND;
    return {
      name: `overlap-${mode.toLowerCase().replace('_', '-')}`,
      target: 'fenced-slow',
      rhythm: { kind: 'fixedRate', everyMs, offsetMs: 120 + index * 140 },
      outcomes: ['FIRED', ...outcomes],
      mayEnd,
      mayWait: overlap !== 'ALLOW',
      oneAtATime: overlap !== 'ALLOW',
      policies: { overlap },
    };
  });
}

const TOLERANCE = { toleranceMs: 2 * SECOND, windowMs: 600 * SECOND };

function misfirePlans(): SchedulePlan[] {
  return [
    misfire('misfire-skip', ['SKIPPED'], { policy: 'SKIP', ...TOLERANCE }),
    misfire('misfire-fire-once', ['MERGED'], { policy: 'FIRE_ONCE', ...TOLERANCE }),
    misfire('misfire-fire-all', ['MISSED'], { policy: 'FIRE_ALL', cap: 3, ...TOLERANCE }),
  ];
}

function misfire(
  name: string,
  outcomes: readonly FireOutcome[],
  policy: NonNullable<CreateScheduleDto['misfire']>,
): SchedulePlan {
  return {
    name,
    target: 'probe',
    rhythm: { kind: 'cron', expression: '* * * * * *', everyMs: SECOND, phaseMs: 0 },
    outcomes: ['FIRED', ...outcomes],
    mayEnd: [],
    mayWait: false,
    oneAtATime: false,
    policies: { misfire: policy },
  };
}
