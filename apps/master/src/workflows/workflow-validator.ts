import { Injectable } from '@nestjs/common';
import type { WorkflowValidationDto } from '@orrery/contracts';
import { planWorkflow, type FieldError, type WorkflowDefinition } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { WorkflowStore } from '../persistence/stores/workflow.store.js';
import { DefinitionReader } from './definition-reader.js';
import { ReferenceResolver, type ComingWorkflow } from './reference-resolver.js';
import { toldProblems } from './workflow-problems.js';

/** Says of a workflow everything that is wrong with it, or how it would run. */
@Injectable()
export class WorkflowValidator {
  constructor(
    private readonly database: Database,
    private readonly reader: DefinitionReader,
    private readonly references: ReferenceResolver,
    private readonly workflows: WorkflowStore,
  ) {}

  async validate(body: unknown): Promise<WorkflowValidationDto> {
    const read = await this.reader.read(body);
    if (read.kind === 'refused') return refused(read.problems);
    const { definition, problems } = read;
    const resolved = await this.database.run(async (session) => {
      const itself = await this.#coming(session, definition);
      return this.references.resolve(session, definition, itself.id, [itself]);
    });
    const all = [...problems, ...resolved.problems];
    if (all.length > 0) return refused(all);
    return { valid: true, problems: [], plan: planWorkflow(definition) };
  }

  /** The workflow as it would be when it were written now. */
  async #coming(session: Session, { project, name }: WorkflowDefinition): Promise<ComingWorkflow> {
    const present = (await this.workflows.namesAndIds(session, project, [name])).get(name);
    return { project, name, id: present?.id ?? '', version: (present?.version ?? 0) + 1 };
  }
}

function refused(problems: readonly FieldError[]): WorkflowValidationDto {
  return { valid: false, problems: toldProblems(problems), plan: null };
}
