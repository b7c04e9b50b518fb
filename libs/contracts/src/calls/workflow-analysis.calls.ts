import type { WorkflowAnalysisDto, WorkflowAnalysisQuery } from '../http/workflow-analysis.dto.js';
import type { WorkflowRunComparisonDto } from '../http/workflow-comparison.dto.js';
import type { PlannedWorkflowDto } from '../http/workflow-expectation.dto.js';
import type { ById } from './master.calls.js';

/** Requests that look back at runs of workflows. */
export interface WorkflowAnalysisCalls {
  'workflow.analysis': { request: ById & { query: WorkflowAnalysisQuery }; reply: WorkflowAnalysisDto };
  /** Of the newest version, or of the one named. */
  'workflow.plan': { request: ById & { version?: number }; reply: PlannedWorkflowDto };
  'workflowRun.compare': { request: ById & { withId: string }; reply: WorkflowRunComparisonDto };
}
