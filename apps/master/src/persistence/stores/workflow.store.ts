import { Injectable } from '@nestjs/common';
import type { Page, WorkflowListQuery, WorkflowSummaryDto } from '@orrery/contracts';
import { ConflictError, type WorkflowState } from '@orrery/domain';
import { cursorKey, isDuplicateKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions, containing } from '../conditions.js';
import { packWorkflow } from './packed-workflow.js';
import {
  toContent,
  toSummaryDto,
  toVersionRecord,
  toWorkflow,
  type ContentRow,
  type SummaryRow,
  type VersionRow,
  type Workflow,
  type WorkflowRow,
  type WorkflowVersion,
} from './workflow-row.js';

export type { Workflow, WorkflowContent, WorkflowReferences, WorkflowVersion } from './workflow-row.js';

/** A workflow by one of its names. */
export interface NamedWorkflow {
  /** Its name or its id, as it was asked for. */
  readonly text: string;
  readonly id: string;
  readonly version: number;
}

const namesAtOnce = 1_000;

const newest = `SELECT w.id, w.version, w.state, w.definition, w.created_at, w.updated_at, v.\`references\`
  FROM workflow w JOIN workflow_version v ON v.workflow_id = w.id AND v.version = w.version`;

/** Keeps workflows in their newest version; `WorkflowVersionStore` writes what they were. */
@Injectable()
export class WorkflowStore {
  /** @throws ConflictError when the project has a workflow of that name. */
  async insert(session: Session, workflow: Workflow): Promise<void> {
    const { project, name } = workflow.definition;
    try {
      await session.insertMany('workflow', [
        {
          id: workflow.id,
          project,
          name,
          state: workflow.state,
          created_at: workflow.createdAt,
          ...changing(workflow),
        },
      ]);
    } catch (error) {
      if (isDuplicateKey(error)) {
        throw new ConflictError(`There is a workflow "${name}" in project "${project}" already.`);
      }
      throw error;
    }
  }

  /** Writes the next version; false when somebody else changed the workflow first. */
  async replace(session: Session, workflow: Workflow): Promise<boolean> {
    const columns = changing(workflow);
    const { affected } = await session.execute(
      `UPDATE workflow SET ${Object.keys(columns)
        .map((column) => `${column} = ?`)
        .join(', ')} WHERE id = ? AND version = ?`,
      [...Object.values(columns), workflow.id, workflow.version - 1],
    );
    return affected > 0;
  }

  async setState(session: Session, id: string, state: WorkflowState, at: Date): Promise<boolean> {
    const { affected } = await session.execute('UPDATE workflow SET state = ?, updated_at = ? WHERE id = ?', [
      state,
      at,
      id,
    ]);
    return affected > 0;
  }

  /** Removes the version of the workflow; false when it has another one. */
  async delete(session: Session, { id, version }: Pick<Workflow, 'id' | 'version'>): Promise<boolean> {
    const { affected } = await session.execute('DELETE FROM workflow WHERE id = ? AND version = ?', [
      id,
      version,
    ]);
    return affected > 0;
  }

  async find(session: Session, id: string): Promise<Workflow | undefined> {
    const [row] = await session.select<WorkflowRow>(`${newest} WHERE w.id = ?`, [id]);
    return row && toWorkflow(row);
  }

  async findByName(session: Session, project: string, name: string): Promise<Workflow | undefined> {
    const [row] = await session.select<WorkflowRow>(`${newest} WHERE w.project = ? AND w.name = ?`, [
      project,
      name,
    ]);
    return row && toWorkflow(row);
  }

  /** A version of a workflow, which may have been deleted since. */
  async findVersion(session: Session, id: string, version: number): Promise<WorkflowVersion | undefined> {
    const [row] = await session.select<VersionRow & ContentRow>(
      'SELECT * FROM workflow_version WHERE workflow_id = ? AND version = ?',
      [id, version],
    );
    return row && { ...toVersionRecord(row), ...toContent(row) };
  }

  /**
   * Of texts that may be names or ids of workflows of the project, those that are; they stay until the transaction ends. A name
   * stands before an id.
   */
  async namesAndIds(
    session: Session,
    project: string,
    texts: readonly string[],
  ): Promise<Map<string, NamedWorkflow>> {
    const known = new Map<string, NamedWorkflow>();
    for (let start = 0; start < texts.length; start += namesAtOnce) {
      const some = texts.slice(start, start + namesAtOnce);
      for (const column of ['id', 'name']) {
        const rows = await session.select<NamedWorkflow>(
          `SELECT ${column} AS text, id, version FROM workflow WHERE project = ? AND ${column} IN (?) ${session.dialect.forShare}`,
          [project, some],
        );
        for (const row of rows) known.set(row.text, row);
      }
    }
    return known;
  }

  /** Newest first. */
  async list(
    session: Session,
    query: WorkflowListQuery,
    projects?: readonly string[],
  ): Promise<Page<WorkflowSummaryDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('id < ?', cursorKey(query))
      .where('project = ?', query.project)
      .where('project IN (?)', projects)
      .where('state = ?', query.state)
      .where("name LIKE ? ESCAPE '!'", containing(query.search));
    const rows = await session.select<SummaryRow>(
      `SELECT id, project, name, description, version, state, node_count, created_at, updated_at
       FROM workflow ${conditions.toString()} ORDER BY id DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.id, toSummaryDto);
  }

  /** Ids of the workflows of the project (all projects) that the caller may see, by name; one more than `most` at most. */
  async idsOf(
    session: Session,
    project: string | undefined,
    projects: readonly string[] | undefined,
    most: number,
  ): Promise<string[]> {
    const conditions = new Conditions().where('project = ?', project).where('project IN (?)', projects);
    const rows = await session.select<{ id: string }>(
      `SELECT id FROM workflow ${conditions.toString()} ORDER BY project, name LIMIT ?`,
      [...conditions.params, most + 1],
    );
    return rows.map(({ id }) => id);
  }
}

/** The columns that a new version changes. */
function changing({ version, definition, updatedAt }: Workflow) {
  return {
    version,
    description: definition.description,
    node_count: definition.nodes.length + definition.finally.length,
    definition: packWorkflow(definition),
    updated_at: updatedAt,
  };
}
