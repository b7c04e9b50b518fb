import type { InvalidError, MisfireSettings, OverlapMode, Trigger } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { checkPolicies } from './schedule-policy-rules.js';

const rate: Trigger = { kind: 'fixedRate', everyMs: 1_000 };
const delay: Trigger = { kind: 'fixedDelay', everyMs: 1_000 };
const event: Trigger = { kind: 'event', event: 'closed' };
const success: Trigger = { kind: 'dependency', taskId: 't' };

function pointerOf(trigger: Trigger, misfire?: MisfireSettings, overlap: OverlapMode = 'ALLOW') {
  try {
    checkPolicies({ trigger, misfire, overlap });
    return undefined;
  } catch (error) {
    return (error as InvalidError).errors[0]?.pointer;
  }
}

describe('checkPolicies', () => {
  it.each<[string, Trigger, MisfireSettings | undefined, OverlapMode, string]>([
    ['a cap for one run', rate, { policy: 'FIRE_ONCE', cap: 3 }, 'ALLOW', '/misfire/cap'],
    ['a cap for none', rate, { policy: 'SKIP', cap: 3 }, 'ALLOW', '/misfire/cap'],
    [
      'a tolerance beyond the window',
      rate,
      { policy: 'SKIP', toleranceMs: 2_000, windowMs: 1_000 },
      'ALLOW',
      '/misfire/toleranceMs',
    ],
    ['misfires of events', event, { policy: 'SKIP' }, 'ALLOW', '/misfire'],
    ['misfires of successes', success, { policy: 'SKIP' }, 'ALLOW', '/misfire'],
    ['many fires of a fixed delay', delay, { policy: 'FIRE_ALL' }, 'ALLOW', '/misfire/policy'],
    ['meeting fires of a fixed delay', delay, undefined, 'QUEUE_ALL', '/overlap'],
    ['all and one', rate, { policy: 'FIRE_ALL', cap: 2 }, 'SKIP', '/misfire/policy'],
    ['a queue without an end', rate, { policy: 'FIRE_ALL' }, 'QUEUE_ALL', '/misfire/cap'],
    ['a queue too long', rate, { policy: 'FIRE_ALL', cap: 1_001 }, 'QUEUE_ALL', '/misfire/cap'],
  ])('refuses %s', (_, trigger, misfire, overlap, pointer) => {
    expect(pointerOf(trigger, misfire, overlap)).toBe(pointer);
  });

  it.each<[Trigger, MisfireSettings | undefined, OverlapMode]>([
    [rate, undefined, 'QUEUE_ALL'],
    [rate, { policy: 'FIRE_ALL', cap: 1_000 }, 'QUEUE_ALL'],
    [rate, { policy: 'FIRE_ALL' }, 'ALLOW'],
    [rate, { policy: 'SKIP', toleranceMs: 1_000, windowMs: 1_000 }, 'SKIP'],
    [delay, { policy: 'SKIP' }, 'ALLOW'],
    [event, undefined, 'REPLACE_QUEUED'],
    [success, undefined, 'CANCEL_RUNNING'],
  ])('accepts %j with %j and %s', (trigger, misfire, overlap) => {
    expect(pointerOf(trigger, misfire, overlap)).toBeUndefined();
  });
});
