import { ApprovalViews } from './approval-views.js';
import { FormerNodes } from './former-nodes.js';
import { FormerUndoing } from './former-undoing.js';
import { FormerStart } from './former-start.js';
import { MapDetails } from './map-details.js';
import { MapItemViews } from './map-item-views.js';
import { NodeDecisions } from './node-decisions.js';
import { NodeDetailViews } from './node-detail-views.js';
import { RerunRecords } from './rerun-records.js';
import { ReservedViews } from './reserved-views.js';
import { WorkflowChangeViews } from './workflow-change-views.js';
import { WorkflowControl } from './workflow-control.js';
import { WorkflowGraphs } from './workflow-graphs.js';
import { WorkflowRerun } from './workflow-rerun.js';
import { WorkflowRunNodes } from './workflow-run-nodes.js';
import { WorkflowRunViews } from './workflow-run-views.js';
import { WorkflowTimelines } from './workflow-timelines.js';
import { WorkflowTrigger } from './workflow-trigger.js';

/** The providers of this room. */
export const workflowRunParts = [
  ApprovalViews,
  FormerNodes,
  FormerUndoing,
  FormerStart,
  MapDetails,
  MapItemViews,
  NodeDecisions,
  NodeDetailViews,
  RerunRecords,
  ReservedViews,
  WorkflowChangeViews,
  WorkflowControl,
  WorkflowGraphs,
  WorkflowRerun,
  WorkflowRunNodes,
  WorkflowRunViews,
  WorkflowTimelines,
  WorkflowTrigger,
];
