import { DependencyRules } from './dependency-rules.js';
import { DependencyTrigger } from './dependency-trigger.js';
import { EventEffects } from './event-effects.js';
import { EventIntake } from './event-intake.js';
import { ScheduleFollowers } from './schedule-followers.js';
import { SubscribedFires } from './subscribed-fires.js';

/** What this room provides to the others. */
export const triggeringParts = [
  DependencyRules,
  DependencyTrigger,
  EventEffects,
  EventIntake,
  ScheduleFollowers,
  SubscribedFires,
];
