import { scheduleStates, type ScheduleState } from '@orrery/domain';
import { ChoiceField, InstantField, IntegerField, ObjectField, TextField } from '../fields/index.js';
import { ScheduleBodyDto } from './schedule.dto.js';

/** A schedule as it was from one change to the next. */
export class ScheduleVersionDto {
  @IntegerField({ min: 1 })
  version: number;

  @ChoiceField([...scheduleStates, 'deleted'])
  state: ScheduleState | 'deleted';

  @ObjectField(() => ScheduleBodyDto)
  definition: ScheduleBodyDto;

  @InstantField({
    description: 'Planned times after it follow this version, up to where the next one begins.',
  })
  plansAfter: string;

  @TextField()
  changedBy: string;

  @InstantField()
  createdAt: string;
}
