import { Injectable } from '@nestjs/common';
import type { CallRequest } from '@orrery/contracts';
import { InvalidError, type WorkflowDefinition } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { WorkflowStore } from '../persistence/stores/workflow.store.js';
import { mustFind } from './present-workflow.js';

/** As many as one import takes. */
const mostWorkflows = 1_000;
/** Characters of their JSON; far more than an import takes, and little enough for one answer. */
const mostCharacters = 16_000_000;

/** Gives definitions as an import takes them. */
@Injectable()
export class WorkflowExport {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowStore,
  ) {}

  /** One workflow, or those of a project (of all projects the caller may see), by name. */
  export({ id, project, projects }: CallRequest<'workflow.export'>): Promise<WorkflowDefinition[]> {
    return this.database.run(async (session) => {
      const ids =
        id === undefined ? await this.workflows.idsOf(session, project, projects, mostWorkflows) : [id];
      if (ids.length > mostWorkflows) throw tooMany(`There are more than ${mostWorkflows} workflows`);
      const definitions: WorkflowDefinition[] = [];
      let characters = 0;
      for (const each of ids) {
        const { definition } = await mustFind(this.workflows, session, each);
        characters += JSON.stringify(definition).length;
        if (ids.length > 1 && characters > mostCharacters) throw tooMany('The workflows are too large');
        definitions.push(definition);
      }
      return definitions;
    });
  }
}

function tooMany(fact: string): InvalidError {
  const detail = 'names too much for one export: export the workflows one by one';
  return new InvalidError(`${fact} for one export: export them one by one.`, [
    { pointer: '/project', detail },
  ]);
}
