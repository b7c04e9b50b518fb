import { NodeDecisions } from './node-decisions.js';
import { WorkflowControl } from './workflow-control.js';
import { WorkflowRunViews } from './workflow-run-views.js';
import { WorkflowTrigger } from './workflow-trigger.js';

/** The providers of this room. */
export const workflowRunParts = [NodeDecisions, WorkflowControl, WorkflowRunViews, WorkflowTrigger];
