import {
  fireOutcomes,
  priorities,
  scheduleStates,
  type FireOutcome,
  type Priority,
  type ScheduleState,
  type Trigger,
} from '@orrery/domain';
import {
  ChoiceField,
  DurationField,
  IdField,
  InstantField,
  IntegerField,
  JsonObjectField,
  NameField,
  TextField,
  TextsField,
  VariantField,
} from '../fields/index.js';
import { PageQuery } from './page.js';

export class CronTriggerDto {
  @ChoiceField(['cron'])
  kind: 'cron';

  @TextField({
    max: 200,
    example: '*/5 * * * * *',
    description: 'Five fields, six with seconds first, or a macro like `@daily`.',
  })
  expression: string;

  @TextField({
    optional: true,
    max: 64,
    default: 'UTC',
    example: 'Europe/Berlin',
    description: 'IANA time zone.',
  })
  timeZone: string = 'UTC';
}

export class FixedRateTriggerDto {
  @ChoiceField(['fixedRate'])
  kind: 'fixedRate';

  @DurationField({ min: 100, example: 60_000 })
  everyMs: number;
}

export class FixedDelayTriggerDto {
  @ChoiceField(['fixedDelay'])
  kind: 'fixedDelay';

  @DurationField({ min: 100, example: 60_000, description: 'From the end of a run to the next.' })
  everyMs: number;
}

export class OnceTriggerDto {
  @ChoiceField(['once'])
  kind: 'once';

  @InstantField()
  at: string;
}

const triggerClasses = {
  cron: CronTriggerDto,
  fixedRate: FixedRateTriggerDto,
  fixedDelay: FixedDelayTriggerDto,
  once: OnceTriggerDto,
};
const triggerExample = { kind: 'cron', expression: '*/5 * * * * *', timeZone: 'Europe/Berlin' };

export class TaskTargetDto {
  @ChoiceField(['task'])
  kind: 'task';

  @IdField()
  id: string;
}

/** Everything about a schedule but its place and name. */
export class ScheduleBodyDto {
  @VariantField(
    { task: TaskTargetDto },
    { example: { kind: 'task', id: '01931a7e-5b0c-7c3e-9d55-2f4f4c1f8a10' } },
  )
  target: TaskTargetDto;

  @VariantField(triggerClasses, { example: triggerExample })
  trigger: Trigger;

  @InstantField({ optional: true, description: 'No fire before it.' })
  startAt?: string;

  @InstantField({ optional: true, description: 'No fire after it.' })
  endAt?: string;

  @JsonObjectField({ optional: true, default: {}, description: 'Parameters on top of those of the task.' })
  params: Record<string, unknown> = {};

  @ChoiceField(priorities, { optional: true, description: 'Default: that of the task.' })
  priority?: Priority;
}

export class CreateScheduleDto extends ScheduleBodyDto {
  @NameField({ optional: true, default: 'default' })
  project: string = 'default';

  @NameField({ example: 'every-five-seconds' })
  name: string;
}

export class ReplaceScheduleDto extends ScheduleBodyDto {}

export class ScheduleDto extends CreateScheduleDto {
  @IdField()
  id: string;

  @IntegerField({ min: 1 })
  version: number;

  @ChoiceField(scheduleStates)
  state: ScheduleState;

  @InstantField({ optional: true, description: 'Null when it will not fire by itself.' })
  nextFireAt: string | null;

  @InstantField()
  createdAt: string;

  @InstantField()
  updatedAt: string;
}

export class ScheduleListQuery extends PageQuery {
  @NameField({ optional: true })
  project?: string;

  @TextField({ optional: true, max: 100, description: 'Part of the name.' })
  search?: string;

  @IdField({ optional: true })
  taskId?: string;

  @ChoiceField(scheduleStates, { optional: true })
  state?: ScheduleState;
}

/** One planned time of a schedule, accounted for. */
export class FireDto {
  @InstantField()
  plannedAt: string;

  @ChoiceField(fireOutcomes)
  outcome: FireOutcome;

  @TextField({ optional: true, description: 'Why it did not fire by itself.' })
  reason: string | null;

  @IdField({ optional: true })
  runId: string | null;

  @IntegerField({
    optional: true,
    description: 'From the planned time to the first dispatch; null before it.',
  })
  latenessMs: number | null;
}

export class PreviewFiresDto {
  @VariantField(triggerClasses, { example: triggerExample })
  trigger: Trigger;

  @InstantField({ optional: true, description: 'Fires strictly after it; default: now.' })
  from?: string;

  @InstantField({ optional: true })
  endAt?: string;

  @IntegerField({ optional: true, min: 1, max: 1000, default: 10 })
  count: number = 10;
}

export class FirePreviewDto {
  @TextsField({ description: 'Instants, ISO 8601 UTC.' })
  fires: string[];
}
