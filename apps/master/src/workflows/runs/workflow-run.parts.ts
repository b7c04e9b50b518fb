import { FormerNodes } from './former-nodes.js';
import { NodeDecisions } from './node-decisions.js';
import { RerunRecords } from './rerun-records.js';
import { WorkflowControl } from './workflow-control.js';
import { WorkflowRerun } from './workflow-rerun.js';
import { WorkflowRunViews } from './workflow-run-views.js';
import { WorkflowTrigger } from './workflow-trigger.js';

/** The providers of this room. */
export const workflowRunParts = [
  FormerNodes,
  NodeDecisions,
  RerunRecords,
  WorkflowControl,
  WorkflowRerun,
  WorkflowRunViews,
  WorkflowTrigger,
];
