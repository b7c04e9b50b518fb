import { scheduleCauses, scheduleStates, type ScheduleCauseCode, type ScheduleState } from '@orrery/domain';
import { ChoiceField, IdField, InstantField, ListField, NameField, TextField } from '../fields/index.js';

/** One thing that keeps a schedule from firing, or how it goes on. Fields that do not apply are absent. */
export class ScheduleCauseDto {
  @ChoiceField(scheduleCauses)
  code: ScheduleCauseCode;

  @TextField({ max: 2_000, description: 'For people.' })
  message: string;

  @InstantField({ optional: true, description: 'When it is over, as far as that is known.' })
  until?: string;

  @IdField({ optional: true, description: 'The run that is waited for.' })
  runId?: string;

  @IdField({ optional: true })
  taskId?: string;

  @NameField({ optional: true })
  project?: string;
}

/** Why a schedule is not firing: what has to change, the first thing first. */
export class ScheduleWhyDto {
  @IdField()
  scheduleId: string;

  @ChoiceField(scheduleStates)
  state: ScheduleState;

  @TextField({ max: 2_000, description: 'The first cause, for people.' })
  summary: string;

  @ListField(() => ScheduleCauseDto, {
    description: 'Everything that stands in its way, the first thing first.',
  })
  causes: ScheduleCauseDto[];

  @InstantField({ description: 'When this was so.' })
  at: string;
}
