import {
  priorities,
  workflowRunStates,
  workflowTriggers,
  type Priority,
  type WorkflowRunState,
  type WorkflowTrigger,
} from '@orrery/domain';
import {
  AnyField,
  ChoiceField,
  FlagField,
  IdField,
  InstantField,
  IntegerField,
  JsonObjectField,
  ListField,
  NameField,
  ObjectField,
  TextField,
  TextsField,
} from '../fields/index.js';
import { PageQuery } from './page.js';

export class TriggerWorkflowDto {
  @JsonObjectField({ optional: true, default: {}, description: 'Values of its inputs, by their names.' })
  inputs: Record<string, unknown> = {};

  @ChoiceField(priorities, { optional: true })
  priority?: Priority;

  @InstantField({ optional: true, description: 'Not before it; default: now.' })
  dueAt?: string;
}

/** How many nodes are where. */
export class WorkflowProgressDto {
  @IntegerField()
  total: number;

  @IntegerField({ description: 'Nodes that have ended, or will not start.' })
  ended: number;

  @IntegerField()
  running: number;

  @IntegerField({ description: 'Nodes whose work stands.' })
  succeeded: number;

  @IntegerField({ description: 'Nodes that failed, or could not be undone, or in part only.' })
  failed: number;

  @IntegerField({ description: 'Nodes that are undone.' })
  compensated: number;

  @IntegerField({ description: 'Skipped, cancelled, or kept from starting by a failure.' })
  skipped: number;
}

/** What could not be undone. */
export class CompensationFailureDto {
  @NameField()
  nodeId: string;

  @IntegerField({ optional: true, description: 'Of a map: the place of the item, from 0.' })
  item?: number;

  @IntegerField({
    optional: true,
    description: 'Of a map: items that are left undone, this one included.',
  })
  left?: number;

  @IdField({ optional: true, description: 'The run that was to undo it; absent where none could be made.' })
  runId?: string;

  @TextField({ max: 10_000 })
  message: string;
}

export class WorkflowFailureDto {
  @TextField({ example: 'node' })
  kind: string;

  @TextField({ max: 10_000 })
  message: string;

  @NameField({ optional: true, description: 'The node that failed.' })
  nodeId?: string;

  @ObjectField(() => CompensationFailureDto, {
    optional: true,
    description: 'Of a workflow run that is undone in part only: what could not be.',
  })
  compensation?: CompensationFailureDto;
}

/** Slots of one group that a workflow run reserves. */
export class ReservedSlotsDto {
  @NameField({ description: 'The group of workers.' })
  group: string;

  @IntegerField({ description: 'Slots it wants before it begins.' })
  slots: number;

  @IntegerField({
    description:
      'Slots that nobody else gets now; fewer than `slots` where it did not use them for `idleMs`, or their worker has gone.',
  })
  kept: number;

  @IntegerField({
    description:
      'Slots of the group that runs of its nodes take now; more than `kept` where some go wherever there is room.',
  })
  inUse: number;

  @FlagField({
    description:
      'Whether it got the slots of all its groups and may begin. While it is false the run is pending, though `kept` may be set aside for it already, and `GET /runs/{id}/why` says what must happen.',
  })
  isObtained: boolean;
}

/** One execution of a workflow: the run with the same id, and how far its nodes are. */
export class WorkflowRunDto {
  @IdField()
  id: string;

  @IdField()
  workflowId: string;

  @NameField()
  workflowName: string;

  @IntegerField({ min: 1, description: 'The version it keeps.' })
  version: number;

  @NameField()
  project: string;

  @ChoiceField(workflowRunStates)
  state: WorkflowRunState;

  @ChoiceField(workflowTriggers, { description: 'What started it; `workflow`: it is a node of another.' })
  trigger: WorkflowTrigger;

  @JsonObjectField({ optional: true, description: 'Every input with its value; null until it begins.' })
  inputs: Record<string, unknown> | null;

  @InstantField({ optional: true, description: 'The planned time it stands for.' })
  plannedAt: string | null;

  @InstantField({
    optional: true,
    description:
      'The planned time before it, as the schedule or backfill had it when the run began; null: none, or unknown.',
  })
  previousPlannedAt: string | null;

  @InstantField({ optional: true, description: 'The planned time after it; null: none, or unknown.' })
  nextPlannedAt: string | null;

  @IdField({ optional: true, description: 'The workflow run it repeats.' })
  rerunOf: string | null;

  @InstantField()
  createdAt: string;

  @InstantField({ optional: true })
  startedAt: string | null;

  @InstantField({ optional: true })
  finishedAt: string | null;

  @ObjectField(() => WorkflowProgressDto)
  progress: WorkflowProgressDto;

  @ObjectField(() => WorkflowFailureDto, { optional: true })
  failure: WorkflowFailureDto | null;

  @ListField(() => ReservedSlotsDto, {
    optional: true,
    description: 'Of one that has not ended and reserves slots; not in lists.',
  })
  reserved?: ReservedSlotsDto[];
}

/** A workflow run in a list. */
export class ListedWorkflowRunDto extends WorkflowRunDto {
  @TextsField({
    choices: ['inputs'],
    description:
      '`inputs` where they are longer than 4 KiB as JSON: left out here, they are in the answer for the single run.',
  })
  omitted: string[];
}

export class WorkflowRunListQuery extends PageQuery {
  @IdField({ optional: true })
  workflowId?: string;

  @NameField({ optional: true })
  project?: string;

  @ChoiceField(workflowRunStates, { optional: true })
  state?: WorkflowRunState;
}

/** What somebody says of a node that has not ended. */
export class MarkNodeDto {
  @ChoiceField(['succeeded', 'skipped'] as const, {
    description: 'The state the node gets without running on.',
  })
  state: 'succeeded' | 'skipped';

  @TextField({ optional: true, max: 2000 })
  comment?: string;

  @AnyField({ optional: true, description: 'What the nodes behind it see as its outputs.' })
  outputs?: unknown;
}

/** A decision about a node that waits for one. */
export class DecideApprovalDto {
  @ChoiceField(['approved', 'rejected'] as const)
  decision: 'approved' | 'rejected';

  @TextField({ optional: true, max: 2000 })
  comment?: string;
}

/** A node that is to count as done. */
export class RerunMarkDto {
  @NameField()
  nodeId: string;

  @ChoiceField(['succeeded', 'skipped', 'compensated'] as const, {
    description: '`compensated` with from "compensation", the others with any other.',
  })
  state: 'succeeded' | 'skipped' | 'compensated';

  @IntegerField({
    optional: true,
    min: 0,
    description: 'Of a map, with `compensated`: only the item that could not be undone, by its place.',
  })
  item?: number;
}

/** What a rerun takes over of the workflow run that it repeats. */
export class RerunWorkflowDto {
  @ChoiceField(['start', 'failed', 'node', 'compensation'] as const, {
    description:
      'Everything anew; what did not succeed and what comes behind it; one node; or nothing but what is left to be undone.',
    example: 'failed',
  })
  from: 'start' | 'failed' | 'node' | 'compensation';

  @NameField({ optional: true, description: 'With "node": which.' })
  nodeId?: string;

  @ChoiceField(['with', 'without'] as const, {
    optional: true,
    description: 'With "node": whether the nodes behind it run again as well; default: with.',
  })
  downstream?: 'with' | 'without';

  @JsonObjectField({ optional: true, description: 'Inputs that differ from those of the former run.' })
  inputs?: Record<string, unknown>;

  @ListField(() => RerunMarkDto, {
    optional: true,
    maxItems: 1000,
    description: 'Nodes that are not to run again; with from "compensation": those that somebody has undone.',
  })
  mark?: RerunMarkDto[] = [];
}
