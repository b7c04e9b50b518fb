import {
  fireOutcomes,
  overlapModes,
  priorities,
  scheduleStates,
  type FireOutcome,
  type OverlapMode,
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
  ListField,
  NameField,
  ObjectField,
  TextField,
  TextsField,
  VariantField,
} from '../fields/index.js';
import { PageQuery } from './page.js';
import { triggerClasses, triggerExample } from './trigger.dto.js';
import { DailyWindowDto, DstPolicyDto, MisfireDto } from './schedule-policy.dto.js';

export class TaskTargetDto {
  @ChoiceField(['task'])
  kind: 'task';

  @IdField()
  id: string;
}

export class WorkflowTargetDto {
  @ChoiceField(['workflow'])
  kind: 'workflow';

  @IdField()
  id: string;
}

/** The class of each kind of target. */
export const targetClasses = { task: TaskTargetDto, workflow: WorkflowTargetDto };
export const targetExample = { kind: 'task', id: '01931a7e-5b0c-7c3e-9d55-2f4f4c1f8a10' };

/** Everything about a schedule but its place and name. */
export class ScheduleBodyDto {
  @VariantField(targetClasses, { example: targetExample })
  target: TaskTargetDto | WorkflowTargetDto;

  @VariantField(triggerClasses, { example: triggerExample })
  trigger: Trigger;

  @InstantField({ optional: true, description: 'No fire before it.' })
  startAt?: string;

  @InstantField({ optional: true, description: 'No fire after it.' })
  endAt?: string;

  @JsonObjectField({
    optional: true,
    default: {},
    description: 'Parameters on top of those of the task, or the inputs of the workflow.',
  })
  params: Record<string, unknown> = {};

  @ChoiceField(priorities, { optional: true, description: 'Default: that of the task.' })
  priority?: Priority;

  @DurationField({
    optional: true,
    max: 86_400_000,
    default: 0,
    description:
      'Puts off each fire by up to so much. The same planned time is always put off alike, so that a preview is true.',
  })
  jitterMs: number = 0;

  @ObjectField(() => DailyWindowDto, { optional: true, description: 'Hours in which it may fire.' })
  dailyWindow?: DailyWindowDto;

  @ObjectField(() => DstPolicyDto, {
    optional: true,
    description:
      'Cron only. Default: an expression that names hours fires a time left out at the end of the gap, and one that comes twice ' +
      'the first time; one for every hour follows real time. See docs/cron.md.',
  })
  dst?: DstPolicyDto;

  @ObjectField(() => MisfireDto, { optional: true, description: 'Default: FIRE_ONCE within 6 hours.' })
  misfire?: MisfireDto;

  @ChoiceField(overlapModes, {
    optional: true,
    default: 'ALLOW',
    description: 'What a fire does while an earlier run of this schedule has not ended.',
  })
  overlap: OverlapMode = 'ALLOW';
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

  @IdField({ optional: true })
  workflowId?: string;

  @ChoiceField(scheduleStates, { optional: true })
  state?: ScheduleState;
}

/** One planned time of a schedule, accounted for. */
export class FireDto {
  @InstantField()
  plannedAt: string;

  @ChoiceField(fireOutcomes, {
    description:
      '`FIRED`: it has a run; until that goes out, a pause or change of the schedule may make it `SKIPPED`, and a later planned time `MERGED`. `SKIPPED`: it makes no run. `MERGED`: another planned time stands for it. `MISSED`: it was too late. `reason` says why.',
  })
  outcome: FireOutcome;

  @TextField({ optional: true, description: 'Why it did not fire by itself; null: it did.' })
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

  @InstantField({ optional: true, description: 'As in the schedule.' })
  startAt?: string;

  @InstantField({ optional: true, description: 'As in the schedule.' })
  endAt?: string;

  @DurationField({ optional: true, max: 86_400_000, default: 0, description: 'As in the schedule.' })
  jitterMs: number = 0;

  @ObjectField(() => DailyWindowDto, { optional: true, description: 'As in the schedule.' })
  dailyWindow?: DailyWindowDto;

  @ObjectField(() => DstPolicyDto, { optional: true, description: 'As in the schedule.' })
  dst?: DstPolicyDto;

  @NameField({ optional: true, default: 'default' })
  project: string = 'default';

  @NameField({
    optional: true,
    description: 'Name of the schedule; needed with jitter, which depends on it.',
  })
  name?: string;

  @IntegerField({ optional: true, min: 1, max: 1000, default: 10 })
  count: number = 10;
}

export const clockChanges = ['gap', 'overlap'] as const;
export type ClockChange = (typeof clockChanges)[number];

export class ComingFiresQuery {
  @IntegerField({ optional: true, min: 1, max: 1000, default: 10 })
  count: number = 10;
}

/** A coming fire as a clock on the wall shows it. */
export class FireDetailDto {
  @InstantField()
  at: string;

  @TextField({ example: '2026-03-29T03:00:00', description: 'In the time zone of the schedule.' })
  local: string;

  @TextField({ example: '+02:00' })
  offset: string;

  @ChoiceField(clockChanges, {
    optional: true,
    description: 'A clock change concerns it: its time is left out (`gap`) or comes twice (`overlap`).',
  })
  transition: ClockChange | null;

  @TextField({ optional: true, description: 'What the clock change does to it.' })
  note: string | null;
}

/** A wall-clock time that a clock change concerns, and when it fires. */
export class ConcernedFireDto {
  @TextField({ example: '2026-03-29T02:30:00' })
  local: string;

  @TextsField({ description: 'When it fires, jitter and daily window aside; empty: not at all.' })
  fires: string[];
}

/** The next clock change that concerns fires. */
export class NextTransitionDto {
  @TextField({ example: 'Europe/Berlin' })
  timeZone: string;

  @InstantField()
  at: string;

  @ChoiceField(clockChanges)
  kind: ClockChange;

  @TextField({ description: 'What happens, in a sentence.' })
  note: string;

  @ListField(() => ConcernedFireDto, { description: 'The first ten of the times concerned.' })
  concerned: ConcernedFireDto[];
}

export class FirePreviewDto {
  @TextsField({ description: 'Instants, ISO 8601 UTC.' })
  fires: string[];

  @ListField(() => FireDetailDto, { description: 'The same fires on the wall clock.' })
  details: FireDetailDto[];

  @ObjectField(() => NextTransitionDto, {
    optional: true,
    description:
      'Cron only: the next clock change within two years that concerns its times; null: none does.',
  })
  nextTransition: NextTransitionDto | null;
}
