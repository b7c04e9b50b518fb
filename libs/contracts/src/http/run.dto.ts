import { priorities, runStates, type Priority, type RunFailure, type RunState } from '@orrery/domain';
import {
  AnyField,
  ChoiceField,
  IdField,
  InstantField,
  IntegerField,
  JsonObjectField,
  ListField,
  NameField,
  NumberField,
  ObjectField,
  QuicklyRead,
  TextField,
  TextsField,
} from '../fields/index.js';
import { ExecutionDetailsDto } from './execution.dto.js';
import { PageQuery } from './page.js';

@QuicklyRead()
export class TriggerRunDto {
  @JsonObjectField({ optional: true, default: {}, description: 'Parameters on top of those of the task.' })
  params: Record<string, unknown> = {};

  @ChoiceField(priorities, { optional: true })
  priority?: Priority;

  @InstantField({ optional: true, description: 'Not before it; default: now.' })
  dueAt?: string;

  @IdField({
    optional: true,
    description:
      'Slots reserved on a worker: the run goes there and takes them. Not with a task of several shards.',
  })
  reservationId?: string;
}

@QuicklyRead()
export class TriggerRunsDto {
  @ListField(() => TriggerRunDto, { minItems: 1, maxItems: 5000, example: [{ params: {} }] })
  items: TriggerRunDto[];
}

/** One intended execution of a task. */
export class RunDto {
  @IdField()
  id: string;

  @IdField()
  taskId: string;

  @NameField()
  taskName: string;

  @IntegerField({ min: 1 })
  taskVersion: number;

  @NameField()
  project: string;

  @NameField()
  group: string;

  @ChoiceField(runStates)
  state: RunState;

  @IntegerField({ min: 1, description: 'Number of the present or last attempt.' })
  attempt: number;

  @ChoiceField(priorities)
  priority: Priority;

  @JsonObjectField()
  params: Record<string, unknown>;

  @IdField({ optional: true })
  scheduleId: string | null;

  @InstantField({ optional: true })
  plannedAt: string | null;

  @InstantField()
  dueAt: string;

  @InstantField()
  createdAt: string;

  @InstantField({ optional: true })
  startedAt: string | null;

  @InstantField({ optional: true })
  finishedAt: string | null;

  @IdField({ optional: true })
  workerId: string | null;

  @IntegerField({ optional: true })
  exitCode: number | null;

  @NumberField({ optional: true, min: 0, max: 1 })
  progress: number | null;

  @TextField({ optional: true })
  progressMessage: string | null;

  @AnyField({
    optional: true,
    example: { rows: '42' },
    description:
      'What it gives to those after it: what it wrote to `$ORRERY_OUTPUT`, the response, or what its handler returned.',
  })
  result: unknown;

  @JsonObjectField({ optional: true, description: 'Why it failed: kind, message, exit code.' })
  error: RunFailure | null;

  @InstantField({ optional: true, description: 'Somebody asked for its end.' })
  cancelRequestedAt: string | null;

  @IdField({ optional: true, description: 'The run this one repeats.' })
  retryOf: string | null;

  @IdField({ optional: true, description: 'The run this one is a shard of.' })
  parentId: string | null;

  @IntegerField({ optional: true, description: 'From 0.' })
  shardIndex: number | null;

  @IntegerField({ optional: true })
  shardTotal: number | null;

  @IdField({ optional: true, description: 'The workflow run this one is a part of.' })
  workflowRunId: string | null;

  @NameField({ optional: true, description: 'The node of it.' })
  nodeId: string | null;
}

/** What an attempt stored last, for the next one to go on from. */
export class RunCheckpointDto {
  @IntegerField({ min: 1, description: 'The attempt that stored it.' })
  attempt: number;

  @InstantField({ description: 'By the clock of its worker.' })
  reportedAt: string;

  @AnyField({ optional: true, example: { page: 2 } })
  value: unknown;

  @TextsField({
    choices: ['value'],
    description:
      'Names a `value` that is longer than 4 KiB as JSON: left out here, it is with its attempt (`GET /runs/{id}/attempts`).',
  })
  omitted: string[];
}

/** A run, and how far it is. */
export class RunDetailsDto extends RunDto {
  @ObjectField(() => RunCheckpointDto, {
    optional: true,
    description: 'The newest checkpoint of its attempts; null: none has stored one.',
  })
  checkpoint: RunCheckpointDto | null;
}

/** A run in a list. */
export class ListedRunDto extends RunDto {
  @TextsField({
    choices: ['params', 'result'],
    description:
      'Those of `params` and `result` that are longer than 4 KiB as JSON: left out here, they are in the answer for the single run.',
  })
  omitted: string[];
}

export class RunsAcceptedDto {
  @ListField(() => RunDto)
  items: RunDto[];
}

export class RunListQuery extends PageQuery {
  @NameField({ optional: true })
  project?: string;

  @IdField({ optional: true })
  taskId?: string;

  @IdField({ optional: true })
  scheduleId?: string;

  @ChoiceField(runStates, { optional: true })
  state?: RunState;

  @IdField({ optional: true })
  workerId?: string;
}

/** One try of a run on a worker. */
export class AttemptDto {
  @IntegerField({ min: 1 })
  attempt: number;

  @ChoiceField(runStates)
  state: RunState;

  @IdField({ optional: true })
  workerId: string | null;

  @InstantField({ optional: true })
  startedAt: string | null;

  @InstantField({ optional: true })
  finishedAt: string | null;

  @IntegerField({ optional: true })
  exitCode: number | null;

  @JsonObjectField({ optional: true })
  error: RunFailure | null;

  @AnyField({
    optional: true,
    description:
      'What it stored for the next attempt to go on from (`ctx.checkpoint`); null when it stored nothing, or a later attempt did.',
  })
  checkpoint: unknown;

  @ObjectField(() => ExecutionDetailsDto, {
    optional: true,
    description: 'How it was executed, as its worker saw it; null: it ran no program, or has not ended.',
  })
  execution: ExecutionDetailsDto | null;
}
