import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { DispatchWake } from '../loops/wake-calls.js';
import { MasterSettings } from '../master-settings.js';

/** What the intake of new runs looks at beside the runs. */
@Injectable()
export class IntakeContext {
  constructor(
    readonly clock: Clock,
    readonly settings: MasterSettings,
    readonly definitions: DefinitionCache,
    readonly wake: DispatchWake,
  ) {}
}
