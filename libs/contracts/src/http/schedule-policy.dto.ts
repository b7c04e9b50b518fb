import {
  gapPolicies,
  misfirePolicies,
  overlapPolicies,
  type DailyWindow,
  type DstPolicy,
  type GapPolicy,
  type MisfireKind,
  type MisfireSettings,
  type OverlapPolicy,
} from '@orrery/domain';
import { ChoiceField, DurationField, IntegerField, TextField } from '../fields/index.js';

const timeOfDay = { pattern: /^([01]\d|2[0-3]):[0-5]\d$/, patternHint: 'a time of day like 08:30', max: 5 };

export class DailyWindowDto implements DailyWindow {
  @TextField({ ...timeOfDay, example: '08:00', description: 'Included.' })
  from: string;

  @TextField({ ...timeOfDay, example: '18:30', description: 'Not included; before `from`: over midnight.' })
  to: string;

  @TextField({ optional: true, max: 64, default: 'UTC', example: 'Europe/Berlin' })
  timeZone: string = 'UTC';
}

export class DstPolicyDto implements DstPolicy {
  @ChoiceField(gapPolicies, {
    description:
      'A wall-clock time that is left out when the clock is put forward: skip it, shift it by the length of the gap, or fire once at the end of the gap.',
  })
  gap: GapPolicy;

  @ChoiceField(overlapPolicies, {
    description: 'Which instant counts of a wall-clock time that comes twice when the clock is put back.',
  })
  overlap: OverlapPolicy;
}

/** What happens to planned times that nobody could fire when they were due. */
export class MisfireDto implements MisfireSettings {
  @ChoiceField(misfirePolicies, {
    description: 'SKIP drops them, FIRE_ONCE fires the newest for all, FIRE_ALL fires each of them.',
  })
  policy: MisfireKind;

  @DurationField({ optional: true, min: 1000, description: 'Older planned times are MISSED; default: 6 h.' })
  windowMs?: number;

  @DurationField({ optional: true, description: 'A delay up to this is no misfire; default: 60 s.' })
  toleranceMs?: number;

  @IntegerField({
    optional: true,
    min: 1,
    max: 10_000,
    description:
      'FIRE_ALL: fires at most so many, the newest; older ones are MISSED. Default: all within the window.',
  })
  cap?: number;
}
