import { mostNodes, nodeKinds, type NodeKind } from '@orrery/domain';
import {
  ChoiceField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  NameField,
  NumberField,
  ObjectField,
} from '../fields/index.js';

/** Workflow runs that one analysis may look at. */
export const mostAnalysedRuns = 1_000;

export class WorkflowAnalysisQuery {
  @IntegerField({
    optional: true,
    min: 1,
    description: 'Default: the newest that has workflow runs that have ended.',
  })
  version?: number;

  @IntegerField({
    optional: true,
    min: 1,
    max: mostAnalysedRuns,
    default: 100,
    description: 'How many workflow runs that have ended to look at, the newest first.',
  })
  last?: number;

  @InstantField({
    optional: true,
    example: '2026-01-01T00:00:00Z',
    description: 'Only workflow runs that were made from then on.',
  })
  from?: string;

  @InstantField({
    optional: true,
    example: '2027-01-01T00:00:00Z',
    description: 'Only workflow runs that were made before then.',
  })
  to?: string;
}

/** What is usual among durations, and the longest. */
export class DurationsDto {
  @IntegerField({ description: 'The median.' })
  p50Ms: number;

  @IntegerField()
  p95Ms: number;

  @IntegerField()
  maxMs: number;
}

/** Whether durations grow. */
export class TrendDto {
  @IntegerField({ description: 'Mean of the older half.' })
  olderMeanMs: number;

  @IntegerField({
    description: 'Mean of the newer half; of an odd number, the one in the middle counts here.',
  })
  newerMeanMs: number;

  @NumberField({ description: 'What each workflow run adds, by linear regression.' })
  slopeMs: number;
}

/** How many workflow runs ended how. */
export class WorkflowEndsDto {
  @IntegerField()
  succeeded: number;

  @IntegerField()
  failed: number;

  @IntegerField()
  cancelled: number;

  @IntegerField()
  compensated: number;

  @IntegerField()
  compensation_failed: number;
}

/** Where the time of all nodes together went. */
export class WorkflowTimesDto {
  @IntegerField({ description: 'Until a worker had begun the runs of nodes.' })
  queuedMs: number;

  @IntegerField({ description: 'In nodes that only wait: delays, approvals, events, other workflows.' })
  waitingMs: number;

  @IntegerField({ description: 'In all other nodes, from the begin of their run.' })
  workingMs: number;

  @IntegerField({ description: 'On the critical paths, between one node and the next.' })
  betweenMs: number;
}

/** What became of a node in the workflow runs that were looked at. */
export class NodeAnalysisDto {
  @NameField()
  nodeId: string;

  @ChoiceField(nodeKinds)
  kind: NodeKind;

  @IntegerField({ description: 'Workflow runs in which it started.' })
  runs: number;

  @IntegerField({ description: 'In which it failed.' })
  failures: number;

  @IntegerField({ description: 'In which it was skipped, or could not start because of a failure.' })
  skips: number;

  @NumberField({ min: 0, max: 1, description: 'Of its runs, the share that took more than one attempt.' })
  retriedShare: number;

  @ObjectField(() => DurationsDto, {
    optional: true,
    description: 'From its start until a worker had begun its run; null for a node without runs of its own.',
  })
  queued: DurationsDto | null;

  @ObjectField(() => DurationsDto, {
    optional: true,
    description: 'From the begin of its run to its end, further attempts included; of a map, the whole.',
  })
  running: DurationsDto | null;

  @IntegerField({ description: 'Workflow runs whose critical path went through it.' })
  onCriticalPath: number;

  @NumberField({ min: 0, max: 1, description: 'Mean share of the duration of those that passed in it.' })
  meanShare: number;

  @NumberField({
    min: 0,
    max: 1,
    description: 'The same for all workflow runs: the greater, the more a bottleneck.',
  })
  contribution: number;

  @ObjectField(() => TrendDto, {
    optional: true,
    description: 'Of its running time; only of the ten nodes that contribute most.',
  })
  trend: TrendDto | null;
}

/** What workflow runs of one version tell of it. */
export class WorkflowAnalysisDto {
  @IdField()
  workflowId: string;

  @NameField({ example: 'etl' })
  workflowName: string;

  @IntegerField({ min: 1 })
  version: number;

  @IntegerField({ description: 'Workflow runs that all figures are about.' })
  runsLookedAt: number;

  @IntegerField({
    min: 1,
    description:
      'Workflow runs of so many nodes that are looked at, at most: where it is less than `last`, there may be more.',
  })
  mostRuns: number;

  @InstantField({ optional: true, description: 'When the oldest of them was made.' })
  oldestAt: string | null;

  @InstantField({ optional: true, description: 'When the newest of them was made.' })
  newestAt: string | null;

  @ObjectField(() => WorkflowEndsDto)
  ends: WorkflowEndsDto;

  @NumberField({ optional: true, min: 0, max: 1, description: 'Share that succeeded.' })
  successRate: number | null;

  @ObjectField(() => DurationsDto, { optional: true, description: 'From the start to the end of the whole.' })
  durations: DurationsDto | null;

  @ObjectField(() => TrendDto, { optional: true, description: 'Of the whole; null with fewer than two.' })
  trend: TrendDto | null;

  @ObjectField(() => WorkflowTimesDto)
  times: WorkflowTimesDto;

  @ListField(() => NodeAnalysisDto, {
    maxItems: mostNodes,
    description: 'Bottlenecks first: by what they contribute to the critical paths.',
  })
  nodes: NodeAnalysisDto[];
}
