import type { NodeKind, NodeState, WorkflowRunState } from '@orrery/domain';
import type { MapProgressDto } from '../http/node-run.dto.js';
import type { Page } from '../http/page.js';
import type { WorkflowRunDto } from '../http/workflow-run.dto.js';
import type {
  ApprovalDto,
  ApprovalListQuery,
  TimelineQuery,
  WorkflowTimelineDto,
} from '../http/workflow-watch.dto.js';
import type { ById, Visible } from './master.calls.js';

/** A node as the graph of a workflow run shows it. */
export interface GraphNode {
  readonly nodeId: string;
  readonly kind: NodeKind;
  readonly state: NodeState;
  /** Until now, of one that has not ended; null: it has not started. */
  readonly durationMs: number | null;
  readonly attempt: number | null;
  readonly isFinal: boolean;
  readonly waitsUntil: string | null;
  readonly items: MapProgressDto | null;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** What a switch or a condition goes along it for. */
  readonly label: string | null;
}

/** A workflow run as a graph. */
export interface WorkflowGraph {
  readonly workflowRunId: string;
  readonly workflowName: string;
  readonly version: number;
  readonly state: WorkflowRunState;
  readonly durationMs: number | null;
  readonly timeZone: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** A node whose state has changed. */
export interface NodeChange {
  readonly nodeId: string;
  readonly state: NodeState;
  /** Null: it has no run. */
  readonly runId: string | null;
}

/** What has changed in a workflow run since somebody looked. */
export interface WorkflowChanges {
  readonly run: WorkflowRunDto;
  readonly nodes: readonly NodeChange[];
  /** What of the nodes has been told with this, to be given as `seen` the next time. */
  readonly seen: string;
  /** More nodes have changed than were told. */
  readonly isMore: boolean;
}

/** Requests of those who watch runs of workflows. */
export interface WorkflowWatchCalls {
  /** Those of the oldest workflow runs first. */
  'workflowRun.approvals': { request: { query: ApprovalListQuery } & Visible; reply: Page<ApprovalDto> };
  'workflowRun.timeline': { request: ById & { query: TimelineQuery }; reply: WorkflowTimelineDto };
  'workflowRun.graph': { request: ById; reply: WorkflowGraph };
  /** `seen` absent: since before the first node started. */
  'workflowRun.changes': { request: ById & { seen?: string }; reply: WorkflowChanges };
}
