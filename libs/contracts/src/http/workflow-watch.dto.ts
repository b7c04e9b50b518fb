import { nodeKinds, workflowRunStates, type NodeKind, type WorkflowRunState } from '@orrery/domain';
import {
  ChoiceField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  NameField,
  ObjectField,
  TextField,
  TextsField,
} from '../fields/index.js';
import { PageQuery } from './page.js';
import { MapProgressDto } from './node-run.dto.js';

export class ApprovalListQuery extends PageQuery {
  @NameField({ optional: true })
  project?: string;
}

/** A node that waits for somebody to approve or reject it. */
export class ApprovalDto {
  @IdField()
  workflowRunId: string;

  @NameField()
  nodeId: string;

  @IdField()
  workflowId: string;

  @NameField()
  workflowName: string;

  @NameField()
  project: string;

  @TextField({ max: 10_000, description: 'What is to be decided.' })
  message: string;

  @TextsField({ description: 'Users who may decide; empty: whoever may control runs of the project.' })
  approvers: string[];

  @InstantField({ description: 'Since when it waits.' })
  since: string;

  @InstantField({ optional: true, description: 'Until when it waits.' })
  deadline: string | null;
}

/** Rows of a timeline that one page may have. */
export const mostTimelineRows = 2_000;

export class TimelineQuery {
  @IntegerField({
    optional: true,
    min: 1,
    max: mostTimelineRows,
    default: mostTimelineRows,
    description: 'Rows per page; a node with more attempts than that has a page of its own.',
  })
  limit?: number;

  @TextField({ optional: true, max: 1024, description: 'The `nextCursor` of the page before.' })
  cursor?: string;
}

export const timelineParts = ['own', 'items', 'undo'] as const;
export type TimelinePart = (typeof timelineParts)[number];

/** An attempt of a node: queued until it starts, running until it ends. */
export class TimelineRowDto {
  @NameField()
  nodeId: string;

  @ChoiceField(nodeKinds)
  kind: NodeKind;

  @ChoiceField(timelineParts, {
    description: 'The node itself, all items of a map together, or what undoes the node.',
  })
  part: TimelinePart;

  @IntegerField({ optional: true, min: 1, description: 'Null for a node without a run of its own.' })
  attempt: number | null;

  @TextField({
    description: 'Of the attempt; of a node without a run of its own, that of the node.',
    example: 'succeeded',
  })
  state: string;

  @InstantField({
    optional: true,
    description: 'When it was due; null where nobody noted it: of a retry that was followed by another one.',
  })
  queuedAt: string | null;

  @InstantField({ optional: true })
  startedAt: string | null;

  @InstantField({ optional: true })
  finishedAt: string | null;

  @IdField({ optional: true })
  runId: string | null;

  @IdField({ optional: true, description: 'The worker that executed it.' })
  workerId: string | null;

  @ObjectField(() => MapProgressDto, {
    optional: true,
    description: 'Of a map; of what undoes one, the items that are to be undone.',
  })
  items: MapProgressDto | null;
}

/** Which node ran when: what a Gantt chart of a workflow run shows. */
export class WorkflowTimelineDto {
  @IdField()
  workflowRunId: string;

  @NameField()
  workflowName: string;

  @ChoiceField(workflowRunStates)
  state: WorkflowRunState;

  @TextField({ description: 'IANA time zone of the workflow.', example: 'Europe/Berlin' })
  timeZone: string;

  @InstantField({ optional: true })
  startedAt: string | null;

  @InstantField({ optional: true })
  finishedAt: string | null;

  @ListField(() => TimelineRowDto, {
    description: 'Nodes that have started, in the order of the definition.',
  })
  items: TimelineRowDto[];

  @TextField({ optional: true, description: 'Ask for the next page with it; null on the last.' })
  nextCursor: string | null;
}
