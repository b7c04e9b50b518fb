import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { DefinitionEvents } from '../events/definition-events.js';
import { PlannerWake } from '../loops/wake-calls.js';
import { SecretReferences } from '../secrets/secret-references.js';
import { PauseState } from './pause-state.js';

/** What every change of a definition needs: the time, and somebody to tell. */
@Injectable()
export class DefinitionContext {
  constructor(
    readonly clock: Clock,
    readonly events: DefinitionEvents,
    readonly planner: PlannerWake,
    readonly pauses: PauseState,
    readonly secrets: SecretReferences,
  ) {}
}
