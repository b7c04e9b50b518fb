import { StuckWorkflows } from './stuck-workflows.js';
import { UnendedRuns } from './unended-runs.js';
import { WorkflowAudit } from './workflow-audit.js';
import { WorkflowRepairs } from './workflow-repairs.js';

/** The providers of this room. */
export const auditingParts = [StuckWorkflows, UnendedRuns, WorkflowAudit, WorkflowRepairs];
