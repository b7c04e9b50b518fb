import {
  nodeKinds,
  nodeStates,
  priorities,
  workflowRunStates,
  workflowTriggers,
  type NodeKind,
  type NodeState,
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

  @IntegerField()
  succeeded: number;

  @IntegerField()
  failed: number;

  @IntegerField({ description: 'Skipped, cancelled, or kept from starting by a failure.' })
  skipped: number;
}

export class WorkflowFailureDto {
  @TextField({ example: 'node' })
  kind: string;

  @TextField({ max: 10_000 })
  message: string;

  @NameField({ optional: true, description: 'The node that failed.' })
  nodeId?: string;
}

/** Slots of one group that a workflow run reserves. */
export class ReservedSlotsDto {
  @NameField({ description: 'The group of workers.' })
  group: string;

  @IntegerField({ description: 'Slots it wants before it begins.' })
  slots: number;

  @IntegerField({
    description: 'Slots that are kept for it now; less than it wanted when it did not use them.',
  })
  kept: number;

  @IntegerField({ description: 'Slots that its nodes use in the group now.' })
  inUse: number;

  @FlagField({
    description: 'It has got them; otherwise it waits for them, and `GET /runs/{id}/why` says more.',
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

/** How many items of a map are where. */
export class MapProgressDto {
  @IntegerField()
  total: number;

  @IntegerField({ description: 'Items whose runs have been made.' })
  begun: number;

  @IntegerField()
  ended: number;

  @IntegerField()
  failed: number;
}

/** A node of a workflow run. */
export class NodeRunDto {
  @NameField()
  nodeId: string;

  @ChoiceField(nodeKinds)
  kind: NodeKind;

  @ChoiceField(nodeStates)
  state: NodeState;

  @IdField({ optional: true, description: 'The run of its task or subworkflow.' })
  runId: string | null;

  @IdField({ optional: true, description: 'The run that undoes it.' })
  compensationRunId: string | null;

  @IntegerField({ optional: true, description: 'Number of the present or last attempt of its run.' })
  attempt: number | null;

  @InstantField({ optional: true })
  startedAt: string | null;

  @InstantField({ optional: true })
  finishedAt: string | null;

  @InstantField({ optional: true, description: 'Until when it waits.' })
  waitsUntil: string | null;

  @ObjectField(() => MapProgressDto, { optional: true })
  items: MapProgressDto | null;

  @AnyField({ optional: true, description: 'What it gave to the nodes behind it.' })
  outputs: unknown;

  @JsonObjectField({ optional: true, description: 'What more there is to say, by its kind.' })
  detail: Record<string, unknown> | null;

  @ObjectField(() => WorkflowFailureDto, { optional: true })
  failure: WorkflowFailureDto | null;
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

  @ChoiceField(['succeeded', 'skipped'] as const)
  state: 'succeeded' | 'skipped';
}

/** What a rerun takes over of the workflow run that it repeats. */
export class RerunWorkflowDto {
  @ChoiceField(['start', 'failed', 'node'] as const, {
    description: 'Everything anew; what did not succeed and what comes behind it; or one node.',
    example: 'failed',
  })
  from: 'start' | 'failed' | 'node';

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
    description: 'Nodes that are not to run again.',
  })
  mark?: RerunMarkDto[];
}
