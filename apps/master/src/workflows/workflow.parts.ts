import type { Provider } from '@nestjs/common';
import { ExpressionLanguage } from '@orrery/domain';
import { workflowAnalysisParts } from './analysis/workflow-analysis.parts.js';
import { CelExpressions } from './expressions/cel-expressions.js';
import { DefinitionReader } from './definition-reader.js';
import { ReferenceResolver } from './reference-resolver.js';
import { workflowRunParts } from './runs/workflow-run.parts.js';
import { auditingParts } from './auditing/auditing.parts.js';
import { circlesParts } from './circles/circles.parts.js';
import { runningParts } from './running/running.parts.js';
import { WorkflowDeletion } from './workflow-deletion.js';
import { WorkflowDrafts } from './workflow-drafts.js';
import { WorkflowExport } from './workflow-export.js';
import { WorkflowImport } from './workflow-import.js';
import { WorkflowRemoval } from './workflow-removal.js';
import { WorkflowRecords } from './workflow-records.js';
import { WorkflowValidator } from './workflow-validator.js';
import { WorkflowViews } from './workflow-views.js';
import { WorkflowService } from './workflow.service.js';

/** The providers of this room. */
export const workflowParts: Provider[] = [
  { provide: ExpressionLanguage, useClass: CelExpressions },
  DefinitionReader,
  ReferenceResolver,
  WorkflowDeletion,
  WorkflowDrafts,
  WorkflowExport,
  WorkflowImport,
  WorkflowRecords,
  WorkflowRemoval,
  WorkflowService,
  WorkflowValidator,
  WorkflowViews,
  ...auditingParts,
  ...circlesParts,
  ...runningParts,
  ...workflowRunParts,
  ...workflowAnalysisParts,
];
