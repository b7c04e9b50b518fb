import type { Provider } from '@nestjs/common';
import { ExpressionLanguage } from '@orrery/domain';
import { CelExpressions } from './cel-expressions.js';
import { WorkflowTasks } from './workflow-tasks.js';
import { WorkflowValidator } from './workflow-validator.js';

/** The providers of this room. */
export const workflowParts: Provider[] = [
  { provide: ExpressionLanguage, useClass: CelExpressions },
  WorkflowTasks,
  WorkflowValidator,
];
