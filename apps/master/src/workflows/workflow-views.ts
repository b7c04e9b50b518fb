import { Injectable } from '@nestjs/common';
import type {
  Page,
  PageQuery,
  WorkflowDiffDto,
  WorkflowDto,
  WorkflowListQuery,
  WorkflowSummaryDto,
  WorkflowVersionDto,
  WorkflowVersionSummaryDto,
} from '@orrery/contracts';
import { NotFoundError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { toWorkflowDto, type WorkflowVersion } from '../persistence/stores/workflow-row.js';
import { WorkflowVersionStore } from '../persistence/stores/workflow-version.store.js';
import { WorkflowStore } from '../persistence/stores/workflow.store.js';
import { diffWorkflows } from './diff-workflows.js';
import { mustFind } from './present-workflow.js';

/** Shows workflows: what they are, and what they were. */
@Injectable()
export class WorkflowViews {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowStore,
    private readonly stored: WorkflowVersionStore,
  ) {}

  async get(id: string): Promise<WorkflowDto> {
    return toWorkflowDto(await this.database.run((session) => mustFind(this.workflows, session, id)));
  }

  list(query: WorkflowListQuery, projects?: readonly string[]): Promise<Page<WorkflowSummaryDto>> {
    return this.database.run((session) => this.workflows.list(session, query, projects));
  }

  versions(id: string, query: PageQuery): Promise<Page<WorkflowVersionSummaryDto>> {
    return this.database.run((session) => this.stored.list(session, id, query));
  }

  async version(id: string, version: number): Promise<WorkflowVersionDto> {
    const found = await this.database.run((session) => this.#mustFindVersion(session, id, version));
    const { definition, changedBy, note, createdAt } = found;
    return {
      version,
      changedBy,
      note,
      createdAt: createdAt.toISOString(),
      definition: definition as WorkflowVersionDto['definition'],
    };
  }

  async diff(id: string, from: number, to: number): Promise<WorkflowDiffDto> {
    const [before, after] = await this.database.run(async (session) => [
      await this.#mustFindVersion(session, id, from),
      await this.#mustFindVersion(session, id, to),
    ]);
    return { from, to, changes: diffWorkflows(before.definition, after.definition) };
  }

  async #mustFindVersion(session: Session, id: string, version: number): Promise<WorkflowVersion> {
    const found = await this.workflows.findVersion(session, id, version);
    if (!found) throw new NotFoundError(`Workflow "${id}" has no version ${version}.`);
    return found;
  }
}
