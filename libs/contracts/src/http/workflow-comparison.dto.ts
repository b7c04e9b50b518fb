import {
  mostNodes,
  nodeStates,
  workflowRunStates,
  type NodeState,
  type WorkflowRunState,
} from '@orrery/domain';
import {
  ChoiceField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  NameField,
  ObjectField,
  TextsField,
} from '../fields/index.js';

export class CompareRunsQuery {
  @IdField({ description: 'Another run of the same workflow.' })
  with: string;
}

/** A node on the critical path of a workflow run. */
export class CriticalStepDto {
  @NameField()
  nodeId: string;

  @IntegerField({ description: 'From the end of the node before, or from the start of the workflow run.' })
  waitMs: number;

  @InstantField()
  startedAt: string;

  @InstantField()
  finishedAt: string;

  @IntegerField()
  durationMs: number;
}

export class ComparedRunDto {
  @IdField()
  id: string;

  @IntegerField({ min: 1 })
  version: number;

  @ChoiceField(workflowRunStates)
  state: WorkflowRunState;

  @InstantField({ optional: true })
  startedAt: string | null;

  @InstantField({ optional: true })
  finishedAt: string | null;

  @IntegerField({ optional: true, description: 'Null until it has ended.' })
  durationMs: number | null;

  @ListField(() => CriticalStepDto, {
    maxItems: mostNodes,
    description: 'The nodes that decided how long it took, in their order; empty until it has ended.',
  })
  criticalPath: CriticalStepDto[];
}

/** What became of a node in one of two workflow runs. */
export class ComparedNodeDto {
  @ChoiceField(nodeStates)
  state: NodeState;

  @IntegerField({ optional: true, description: 'Of `durationMs`, until a worker had begun its run.' })
  queuedMs: number | null;

  @IntegerField({
    optional: true,
    description: 'From its start to its end; null: it did not start, or has not ended.',
  })
  durationMs: number | null;
}

/** A node that both workflow runs have. */
export class NodeComparisonDto {
  @NameField()
  nodeId: string;

  @ObjectField(() => ComparedNodeDto)
  run: ComparedNodeDto;

  @ObjectField(() => ComparedNodeDto)
  with: ComparedNodeDto;

  @IntegerField({
    optional: true,
    min: Number.MIN_SAFE_INTEGER,
    description: 'How much longer it took in `run` than in `with`; null where one has no duration.',
  })
  differenceMs: number | null;
}

/** Two runs of one workflow, side by side. */
export class WorkflowRunComparisonDto {
  @IdField()
  workflowId: string;

  @NameField({ example: 'etl' })
  workflowName: string;

  @ObjectField(() => ComparedRunDto)
  run: ComparedRunDto;

  @ObjectField(() => ComparedRunDto)
  with: ComparedRunDto;

  @IntegerField({
    optional: true,
    min: Number.MIN_SAFE_INTEGER,
    description: 'How much longer `run` took than `with`; null until both have ended.',
  })
  differenceMs: number | null;

  @ListField(() => NodeComparisonDto, {
    maxItems: mostNodes,
    description: 'Nodes of both, by their ids, in the order of the definition.',
  })
  nodes: NodeComparisonDto[];

  @TextsField({ max: 100, maxItems: mostNodes, description: 'Nodes that only the version of `run` has.' })
  onlyInRun: string[];

  @TextsField({ max: 100, maxItems: mostNodes, description: 'Nodes that only the version of `with` has.' })
  onlyInWith: string[];
}
