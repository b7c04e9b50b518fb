import { AnalysedVersions } from './analysed-versions.js';
import { EndedRunReader } from './ended-run-reader.js';
import { RunComparisons } from './run-comparisons.js';
import { WorkflowAnalyses } from './workflow-analyses.js';
import { WorkflowPlans } from './workflow-plans.js';

/** The providers of this room. */
export const workflowAnalysisParts = [
  AnalysedVersions,
  EndedRunReader,
  RunComparisons,
  WorkflowAnalyses,
  WorkflowPlans,
];
