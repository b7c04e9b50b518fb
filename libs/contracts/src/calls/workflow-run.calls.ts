import type { Page, PageQuery } from '../http/page.js';
import type {
  ListedNodeRunDto,
  MapItemDto,
  MapItemListQuery,
  NodeRunDetailsDto,
} from '../http/node-run.dto.js';
import type {
  DecideApprovalDto,
  ListedWorkflowRunDto,
  MarkNodeDto,
  RerunWorkflowDto,
  TriggerWorkflowDto,
  WorkflowRunDto,
  WorkflowRunListQuery,
} from '../http/workflow-run.dto.js';
import type { ById, Caller, Visible } from './master.calls.js';

/** Requests about runs of workflows. */
export interface WorkflowRunCalls {
  'workflowRun.trigger': {
    request: { workflowId: string; body: TriggerWorkflowDto; requestKey?: string } & Caller;
    reply: WorkflowRunDto;
  };
  'workflowRun.get': { request: ById; reply: WorkflowRunDto };
  'workflowRun.list': {
    request: { query: WorkflowRunListQuery } & Visible;
    reply: Page<ListedWorkflowRunDto>;
  };
  /** In the order of the definition. */
  'workflowRun.nodes': { request: ById & { query: PageQuery }; reply: Page<ListedNodeRunDto> };
  'workflowRun.node': { request: ById & { nodeId: string }; reply: NodeRunDetailsDto };
  /** Items of a map, in their order; a page may be shorter than its limit although more follow. */
  'workflowRun.items': {
    request: ById & { nodeId: string; query: MapItemListQuery };
    reply: Page<MapItemDto>;
  };
  'workflowRun.pause': { request: ById & Caller; reply: WorkflowRunDto };
  'workflowRun.resume': { request: ById & Caller; reply: WorkflowRunDto };
  'workflowRun.cancel': { request: ById & { reason: string } & Caller; reply: WorkflowRunDto };
  'workflowRun.rerun': {
    request: ById & { body: RerunWorkflowDto; requestKey?: string } & Caller;
    reply: WorkflowRunDto;
  };
  'workflowRun.mark': {
    request: ById & { nodeId: string; body: MarkNodeDto } & Caller;
    reply: WorkflowRunDto;
  };
  /** `username`: who is looked for among the approvers, where the actor has another name. */
  'workflowRun.decide': {
    request: ById & { nodeId: string; body: DecideApprovalDto; username?: string } & Caller;
    reply: WorkflowRunDto;
  };
}
