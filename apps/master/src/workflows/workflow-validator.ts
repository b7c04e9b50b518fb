import { Injectable } from '@nestjs/common';
import type { WorkflowValidationDto } from '@orrery/contracts';
import { checkWorkflow, ExpressionLanguage, planWorkflow, type FieldError } from '@orrery/domain';
import { readWorkflow } from './read-workflow.js';
import { WorkflowTasks } from './workflow-tasks.js';

/** A body of 1 MB may have more problems than anybody reads. */
const mostProblems = 1_000;

/** Says of a workflow everything that is wrong with it, or how it would run. */
@Injectable()
export class WorkflowValidator {
  constructor(
    private readonly language: ExpressionLanguage,
    private readonly tasks: WorkflowTasks,
  ) {}

  async validate(body: unknown): Promise<WorkflowValidationDto> {
    const read = await readWorkflow(body);
    if (read.kind === 'refused') return refused(read.problems);
    const { definition } = read;
    const problems = [...checkWorkflow(definition, this.language), ...(await this.tasks.check(definition))];
    if (problems.length > 0) return refused(problems);
    return { valid: true, problems: [], plan: planWorkflow(definition) };
  }
}

function refused(problems: readonly FieldError[]): WorkflowValidationDto {
  const more = problems.length - mostProblems;
  const rest = more > 0 ? [{ pointer: '', detail: `has ${more} more problem(s), which are not told` }] : [];
  return { valid: false, problems: [...problems.slice(0, mostProblems), ...rest], plan: null };
}
