import {
  backfillFailurePolicies,
  backfillOrders,
  backfillStates,
  mostBackfillRunsAtOnce,
  priorities,
  reprocessModes,
  runStates,
  targetKinds,
  type BackfillFailurePolicy,
  type BackfillOrder,
  type BackfillState,
  type Priority,
  type ReprocessMode,
  type RunState,
  type TargetKind,
  type Trigger,
} from '@orrery/domain';
import {
  ChoiceField,
  FlagField,
  IdField,
  InstantField,
  IntegerField,
  JsonObjectField,
  NameField,
  NameOrObjectField,
  ObjectField,
  TextField,
  TextsField,
  VariantField,
} from '../fields/index.js';
import { PageQuery } from './page.js';
import { DstPolicyDto } from './schedule-policy.dto.js';
import { targetClasses, targetExample, type TaskTargetDto, type WorkflowTargetDto } from './schedule.dto.js';
import { CronTriggerDto, triggerClasses, triggerExample } from './trigger.dto.js';

/** Planned times that no schedule has. */
export class BackfillTimesDto extends CronTriggerDto {
  @ObjectField(() => DstPolicyDto, { optional: true, description: 'As in a schedule.' })
  dst?: DstPolicyDto;
}

export class CreateBackfillDto {
  @VariantField(targetClasses, { example: targetExample })
  target: TaskTargetDto | WorkflowTargetDto;

  @InstantField({ example: '2026-01-01T00:00:00.000Z', description: 'The first planned time, or before it.' })
  from: string;

  @InstantField({
    example: '2026-02-01T00:00:00.000Z',
    description: 'The last planned time, or after it; not in the future.',
  })
  to: string;

  @NameOrObjectField(BackfillTimesDto, {
    max: 100,
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    patternHint: 'the id or the name of a schedule',
    example: { kind: 'cron', expression: '0 2 * * *', timeZone: 'Europe/Berlin' },
    description:
      'Whose planned times they are: the id or name of a schedule of the target (its start and end do not count), or a cron line.',
  })
  schedule: string | BackfillTimesDto;

  @JsonObjectField({
    optional: true,
    default: {},
    description: 'Of a workflow: values of its inputs, on top of those of the schedule.',
  })
  inputs: Record<string, unknown> = {};

  @JsonObjectField({
    optional: true,
    default: {},
    description: 'Of a task: parameters on top of its own, and of those of the schedule.',
  })
  params: Record<string, unknown> = {};

  @IntegerField({
    optional: true,
    min: 1,
    max: mostBackfillRunsAtOnce,
    default: 1,
    description: 'Runs at once; 1: one after another.',
  })
  maxParallel: number = 1;

  @ChoiceField(backfillOrders, { optional: true, default: 'forward' })
  order: BackfillOrder = 'forward';

  @ChoiceField(reprocessModes, {
    optional: true,
    default: 'none',
    description:
      'Which times to run: `none` those without any run, `failed` those whose last run did not succeed as well, `all` every one.',
  })
  reprocess: ReprocessMode = 'none';

  @ChoiceField(backfillFailurePolicies, {
    optional: true,
    default: 'continue',
    description: 'When a run does not succeed: go on with the others, or start no more.',
  })
  onFailure: BackfillFailurePolicy = 'continue';

  @ChoiceField(priorities, { optional: true, default: 'low' })
  priority: Priority = 'low';

  @FlagField({ optional: true, default: false, description: 'Only tell what it would do.' })
  dryRun: boolean = false;
}

/** What a backfill would do. */
export class BackfillForecastDto {
  @FlagField({ description: 'Nothing was made.' })
  dryRun: true;

  @IntegerField({ description: 'Planned times between from and to.' })
  times: number;

  @IntegerField({ description: 'Those among them that would be run, by `reprocess`.' })
  count: number;

  @InstantField({ optional: true, description: 'The earliest that would be run; null: none.' })
  firstAt: string | null;

  @InstantField({ optional: true, description: 'The latest that would be run; null: none.' })
  lastAt: string | null;

  @TextsField({
    maxItems: 10,
    description: 'Those that would be run, the earliest first: at most 10 of them.',
  })
  plannedTimes: string[];

  @IntegerField({
    optional: true,
    description: 'Of one run: the median of its last successful ones; null: there is none.',
  })
  typicalDurationMs: number | null;

  @IntegerField({
    optional: true,
    description:
      'How long it would take if the cluster had room for `maxParallel` of its runs at any time; null: nobody knows how long one takes.',
  })
  estimateMs: number | null;

  @IntegerField({ description: 'Slots that it would take at once at most.' })
  slots: number;
}

export class BackfillTargetDto {
  @ChoiceField(targetKinds)
  kind: TargetKind;

  @IdField()
  id: string;

  @NameField()
  name: string;
}

/** How far a backfill has come. */
export class BackfillProgressDto {
  @IntegerField({ description: 'Planned times between from and to.' })
  total: number;

  @IntegerField({ description: 'Of those looked at: were not to be run.' })
  skipped: number;

  @IntegerField({ description: 'Runs that were made.' })
  made: number;

  @IntegerField({ description: 'Those among them that have not ended.' })
  open: number;

  @IntegerField()
  succeeded: number;

  @IntegerField({ description: 'Ended without success.' })
  failed: number;
}

/** Runs of a task or workflow for planned times of the past. */
export class BackfillDto {
  @IdField()
  id: string;

  @NameField()
  project: string;

  @ObjectField(() => BackfillTargetDto)
  target: BackfillTargetDto;

  @ChoiceField(backfillStates)
  state: BackfillState;

  @TextField({ optional: true, description: 'Why it ended before its last planned time.' })
  reason: string | null;

  @InstantField()
  from: string;

  @InstantField()
  to: string;

  @IdField({ optional: true, description: 'The schedule whose planned times they are, as it was then.' })
  scheduleId: string | null;

  @VariantField(triggerClasses, { example: triggerExample })
  trigger: Trigger;

  @JsonObjectField({ description: 'Parameters, or inputs, of each run.' })
  params: Record<string, unknown>;

  @IntegerField()
  maxParallel: number;

  @ChoiceField(backfillOrders)
  order: BackfillOrder;

  @ChoiceField(reprocessModes)
  reprocess: ReprocessMode;

  @ChoiceField(backfillFailurePolicies)
  onFailure: BackfillFailurePolicy;

  @ChoiceField(priorities)
  priority: Priority;

  @ObjectField(() => BackfillProgressDto)
  progress: BackfillProgressDto;

  @InstantField({ optional: true, description: 'The planned time it looks at next; null: none is left.' })
  nextAt: string | null;

  @TextField()
  createdBy: string;

  @InstantField()
  createdAt: string;

  @InstantField({ optional: true, description: 'When the last of its runs had ended.' })
  finishedAt: string | null;
}

/** A planned time of a backfill that was run. */
export class BackfillRunDto {
  @InstantField()
  plannedAt: string;

  @IdField({ description: 'Of a workflow: that of the workflow run as well.' })
  runId: string;

  @ChoiceField(runStates)
  state: RunState;
}

export class BackfillListQuery extends PageQuery {
  @NameField({ optional: true })
  project?: string;

  @IdField({ optional: true, description: 'Of a task or workflow.' })
  targetId?: string;

  @ChoiceField(backfillStates, { optional: true })
  state?: BackfillState;
}
