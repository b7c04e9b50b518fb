import {
  nodeKinds,
  nodeStates,
  runStates,
  type NodeKind,
  type NodeState,
  type RunFailure,
  type RunState,
} from '@orrery/domain';
import {
  AnyField,
  ChoiceField,
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
import { AttemptDto, RunDetailsDto } from './run.dto.js';
import { WorkflowFailureDto } from './workflow-run.dto.js';

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

export const compensationStates = ['compensating', 'compensated', 'compensation_failed'] as const;
export type CompensationState = (typeof compensationStates)[number];

/** How many items of a map that is undone are where. */
export class MapUndoProgressDto {
  @IntegerField({ description: 'Items that had succeeded, and so are to be undone.' })
  total: number;

  @IntegerField()
  undone: number;

  @IntegerField({
    description: 'Items that are not undone; once the node is `compensation_failed`, left so.',
  })
  left: number;
}

/** What undoes a node, or has. */
export class NodeCompensationDto {
  @ChoiceField(compensationStates)
  state: CompensationState;

  @IdField({ optional: true, description: 'Its run; of a map, that of the item that came last.' })
  runId: string | null;

  @IntegerField({ optional: true, description: 'Of a map: the place of that item, from 0.' })
  item: number | null;

  @ObjectField(() => MapUndoProgressDto, { optional: true, description: 'Of a map.' })
  items: MapUndoProgressDto | null;

  @ObjectField(() => WorkflowFailureDto, {
    optional: true,
    description: 'Why it failed; of a map, at that item.',
  })
  failure: WorkflowFailureDto | null;
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

  @AnyField({
    optional: true,
    description:
      'What it gave to the nodes behind it; of a map, a list of what its items gave, which only the answer for the single node has.',
  })
  outputs: unknown;

  @JsonObjectField({ optional: true, description: 'What more there is to say, by its kind.' })
  detail: Record<string, unknown> | null;

  @ObjectField(() => WorkflowFailureDto, { optional: true })
  failure: WorkflowFailureDto | null;

  @ObjectField(() => NodeCompensationDto, {
    optional: true,
    description: 'Null as long as nothing undoes it.',
  })
  compensation: NodeCompensationDto | null;
}

/** A node in a list. */
export class ListedNodeRunDto extends NodeRunDto {
  @TextsField({
    choices: ['outputs', 'detail'],
    description:
      'Those of `outputs` and `detail` that are longer than 4 KiB as JSON, and `outputs` of maps: left out here, they are in the answer for the single node.',
  })
  omitted: string[];
}

/** How many items of a map are in which state. */
export class ItemCountDto {
  @ChoiceField(runStates, { optional: true, description: 'Null where their runs are gone.' })
  state: RunState | null;

  @IntegerField()
  count: number;
}

/** A node of a workflow run with all that belongs to it. */
export class NodeRunDetailsDto extends NodeRunDto {
  @TextField({
    optional: true,
    max: 10_000,
    example: 'not chosen by node "check"',
    description: 'Why it has not started, as far as the other nodes tell; null for one that has.',
  })
  reason: string | null;

  @ObjectField(() => RunDetailsDto, { optional: true, description: 'The run of its task or subworkflow.' })
  run: RunDetailsDto | null;

  @ListField(() => AttemptDto, { description: 'Of its run, the present or last one last.' })
  attempts: AttemptDto[];

  @ListField(() => ItemCountDto, {
    optional: true,
    description: 'Of a map: its items by state, states without any left out.',
  })
  itemStates: ItemCountDto[] | null;

  @TextsField({
    choices: ['outputs'],
    description:
      '`outputs` of a map that are longer than 1,000,000 characters as JSON: each item has its own run.',
  })
  omitted: string[];
}

export class MapItemListQuery extends PageQuery {
  @ChoiceField(runStates, { optional: true })
  state?: RunState;
}

export const itemCompensationStates = ['pending', ...compensationStates] as const;
export type ItemCompensationState = (typeof itemCompensationStates)[number];

/** What undoes an item of a map, or has. */
export class ItemCompensationDto {
  @ChoiceField(itemCompensationStates, {
    description: '`pending`: it is not undone yet; once its node is `compensation_failed`, left so.',
  })
  state: ItemCompensationState;

  @IdField({ optional: true })
  runId: string | null;

  @JsonObjectField({ optional: true, description: 'Why it failed: kind, message.' })
  error: RunFailure | WorkflowFailureDto | null;
}

/** An item of a map, and what became of it. */
export class MapItemDto {
  @IntegerField({ description: 'Its place in the list, from 0.' })
  index: number;

  @AnyField({ optional: true })
  item: unknown;

  @ChoiceField(runStates, {
    optional: true,
    description:
      'That of its run; `pending` before it has one, `cancelled` when it never got one, null when its run is gone.',
  })
  state: RunState | null;

  @IdField({
    optional: true,
    description: 'Its run; of what a rerun took over, in the former workflow run.',
  })
  runId: string | null;

  @IntegerField({ optional: true, min: 1 })
  attempt: number | null;

  @InstantField({ optional: true })
  startedAt: string | null;

  @InstantField({ optional: true })
  finishedAt: string | null;

  @JsonObjectField({ optional: true, description: 'Why it failed: kind, message.' })
  error: RunFailure | WorkflowFailureDto | null;

  @ObjectField(() => ItemCompensationDto, {
    optional: true,
    description: 'Null as long as its node is not undone, and for an item that did not succeed.',
  })
  compensation: ItemCompensationDto | null;

  @TextsField({
    choices: ['item'],
    description: '`item` where it is longer than 4 KiB as JSON, and left out here.',
  })
  omitted: string[];
}
