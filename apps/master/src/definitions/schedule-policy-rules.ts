import {
  InvalidError,
  isSerial,
  mostQueuedRuns,
  type MisfireSettings,
  type OverlapMode,
  type Trigger,
} from '@orrery/domain';

/** What a user says about fires that come late or meet. */
export interface SchedulePolicies {
  readonly trigger: Trigger;
  readonly misfire?: MisfireSettings;
  readonly overlap: OverlapMode;
}

/** @throws InvalidError naming the field that contradicts another one. */
export function checkPolicies({ trigger, misfire, overlap }: SchedulePolicies): void {
  if (misfire) {
    checkMisfire(misfire);
    checkMisfireOf(trigger, misfire);
    checkTogether(misfire, overlap);
  }
  if (trigger.kind === 'fixedDelay' && isSerial(overlap)) {
    throw InvalidError.field('/overlap', 'a fixed delay waits for its own run, so that its fires never meet');
  }
}

function checkMisfire({ policy, cap, toleranceMs, windowMs }: MisfireSettings): void {
  if (cap !== undefined && policy !== 'FIRE_ALL') {
    throw InvalidError.field('/misfire/cap', `is for FIRE_ALL; ${policy} fires at most one`);
  }
  if (toleranceMs !== undefined && windowMs !== undefined && toleranceMs > windowMs) {
    throw InvalidError.field(
      '/misfire/toleranceMs',
      'must not be more than windowMs: what is older than the window is missed',
    );
  }
}

function checkMisfireOf({ kind }: Trigger, { policy }: MisfireSettings): void {
  if (kind === 'event' || kind === 'dependency') {
    throw InvalidError.field('/misfire', `a ${kind} trigger has no planned times that could be missed`);
  }
  if (kind === 'fixedDelay' && policy === 'FIRE_ALL') {
    throw InvalidError.field(
      '/misfire/policy',
      'a fixed delay has one planned time at a time: nothing piles up',
    );
  }
}

function checkTogether({ policy, cap }: MisfireSettings, overlap: OverlapMode): void {
  if (policy !== 'FIRE_ALL') return;
  if (overlap === 'SKIP') {
    throw InvalidError.field(
      '/misfire/policy',
      'FIRE_ALL wants every run, and overlap SKIP would drop all but one',
    );
  }
  if (overlap === 'QUEUE_ALL' && (cap === undefined || cap > mostQueuedRuns)) {
    throw InvalidError.field(
      '/misfire/cap',
      `must be given, and at most ${mostQueuedRuns}, with overlap QUEUE_ALL: after an outage every missed time would queue up`,
    );
  }
}
