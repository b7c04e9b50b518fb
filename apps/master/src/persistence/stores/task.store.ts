import { Injectable } from '@nestjs/common';
import type { Page, PageQuery, TaskDto, TaskListQuery, TaskVersionDto } from '@orrery/contracts';
import { ConflictError, type TaskDefinition, type TaskState } from '@orrery/domain';
import { cursorKey, isDuplicateKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions, containing } from '../conditions.js';
import { readDefinition } from './read-definition.js';

/** A task in its newest version. */
export interface Task {
  readonly id: string;
  readonly version: number;
  readonly state: TaskState;
  readonly definition: TaskDefinition;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Which version of a task is the newest, and whether it may start. */
export type TaskHead = Pick<Task, 'id' | 'version' | 'state'>;

/** Which definition a run was made with. */
export interface DefinitionKey {
  readonly task_id: string;
  readonly task_version: number;
  /** What the node it was made for says in place of it, as JSON. */
  readonly overrides?: string | null;
}

export interface DefinitionRow extends DefinitionKey {
  readonly definition: TaskDefinition;
}

const definitionsAtOnce = 100;
const namesAtOnce = 1_000;

interface TaskRow {
  readonly id: string;
  readonly version: number;
  readonly state: TaskState;
  readonly definition: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

interface VersionRow {
  readonly version: number;
  readonly definition: string;
  readonly changed_by: string;
  readonly created_at: Date;
}

/** Keeps tasks and every version they had. */
@Injectable()
export class TaskStore {
  /** @throws ConflictError when the project has a task of that name. */
  async insert(session: Session, task: Task, actor: string): Promise<void> {
    const { project, name, kind } = task.definition;
    try {
      await session.insertMany('task', [
        {
          id: task.id,
          project,
          name,
          version: task.version,
          kind,
          state: task.state,
          max_concurrent: task.definition.maxConcurrent,
          definition: task.definition,
          created_at: task.createdAt,
          updated_at: task.updatedAt,
        },
      ]);
    } catch (error) {
      if (isDuplicateKey(error)) {
        throw new ConflictError(`There is a task "${name}" in project "${project}" already.`);
      }
      throw error;
    }
    await this.#insertVersion(session, task, actor);
  }

  /** Writes the next version; false when somebody else changed the task first. */
  async replace(session: Session, task: Task, actor: string): Promise<boolean> {
    const { affected } = await session.execute(
      `UPDATE task SET version = ?, kind = ?, max_concurrent = ?, definition = ?, updated_at = ?
       WHERE id = ? AND version = ?`,
      [
        task.version,
        task.definition.kind,
        task.definition.maxConcurrent,
        task.definition,
        task.updatedAt,
        task.id,
        task.version - 1,
      ],
    );
    if (affected === 0) return false;
    await this.#insertVersion(session, task, actor);
    return true;
  }

  async setState(session: Session, id: string, state: TaskState, at: Date): Promise<boolean> {
    const { affected } = await session.execute('UPDATE task SET state = ?, updated_at = ? WHERE id = ?', [
      state,
      at,
      id,
    ]);
    return affected > 0;
  }

  /** Removes the task; its versions stay for the runs that were made with them. */
  async delete(session: Session, id: string): Promise<boolean> {
    await session.execute('DELETE FROM routing_memory WHERE task_id = ?', [id]);
    const { affected } = await session.execute('DELETE FROM task WHERE id = ?', [id]);
    return affected > 0;
  }

  /** Ids of the tasks that are paused. */
  async paused(session: Session): Promise<string[]> {
    const rows = await session.select<{ id: string }>("SELECT id FROM task WHERE state = 'paused'");
    return rows.map((row) => row.id);
  }

  async find(session: Session, id: string): Promise<Task | undefined> {
    return (await this.findAll(session, [id])).get(id);
  }

  /** As `find`, but for those under which runs of workflows are kept: nobody sees them. */
  async findVisible(session: Session, id: string): Promise<Task | undefined> {
    const task = await this.find(session, id);
    return task?.definition.kind === 'workflow' ? undefined : task;
  }

  async heads(session: Session, ids: readonly string[]): Promise<TaskHead[]> {
    return session.select<TaskHead>('SELECT id, version, state FROM task WHERE id IN (?)', [ids]);
  }

  /**
   * Of texts that may be names or ids of tasks of the project, the ids of those that are; they stay until the transaction ends.
   * A name stands before an id.
   */
  async namesAndIds(
    session: Session,
    project: string,
    texts: readonly string[],
  ): Promise<Map<string, string>> {
    const known = new Map<string, string>();
    for (let start = 0; start < texts.length; start += namesAtOnce) {
      const some = texts.slice(start, start + namesAtOnce);
      for (const column of ['id', 'name']) {
        const rows = await session.select<{ text: string; id: string }>(
          `SELECT ${column} AS text, id FROM task WHERE project = ? AND ${column} IN (?) AND kind <> 'workflow'
           ${session.dialect.forShare}`,
          [project, some],
        );
        for (const { text, id } of rows) known.set(text, id);
      }
    }
    return known;
  }

  async findAll(session: Session, ids: readonly string[]): Promise<Map<string, Task>> {
    const rows = await session.select<TaskRow>('SELECT * FROM task WHERE id IN (?)', [ids]);
    return new Map(rows.map((row) => [row.id, toTask(row)]));
  }

  /** Definitions by task and version; what is not there is left out. */
  async findDefinitions(session: Session, keys: readonly DefinitionKey[]): Promise<DefinitionRow[]> {
    const found: DefinitionRow[] = [];
    for (let start = 0; start < keys.length; start += definitionsAtOnce) {
      const some = keys.slice(start, start + definitionsAtOnce);
      const which = some.map(() => '(task_id = ? AND version = ?)').join(' OR ');
      const rows = await session.select<{ task_id: string; version: number; definition: string }>(
        `SELECT task_id, version, definition FROM task_version WHERE ${which}`,
        some.flatMap((key) => [key.task_id, key.task_version]),
      );
      for (const row of rows) {
        found.push({
          task_id: row.task_id,
          task_version: row.version,
          definition: readDefinition(row.definition),
        });
      }
    }
    return found;
  }

  /** Newest first. */
  async list(session: Session, query: TaskListQuery, projects?: readonly string[]): Promise<Page<TaskDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('id < ?', cursorKey(query))
      .where('kind <> ?', 'workflow')
      .where('project = ?', query.project)
      .where('project IN (?)', projects)
      .where('kind = ?', query.kind)
      .where('state = ?', query.state)
      .where("name LIKE ? ESCAPE '!'", containing(query.search));
    const rows = await session.select<TaskRow>(
      `SELECT * FROM task ${conditions.toString()} ORDER BY id DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(
      rows,
      limit,
      (row) => row.id,
      (row) => toTaskDto(toTask(row)),
    );
  }

  /** Newest first. */
  async versions(session: Session, id: string, query: PageQuery): Promise<Page<TaskVersionDto>> {
    const limit = pageLimit(query);
    const before = cursorKey(query);
    const conditions = new Conditions()
      .where('task_id = ?', id)
      .where('version < ?', before && Number(before));
    const rows = await session.select<VersionRow>(
      `SELECT * FROM task_version ${conditions.toString()} ORDER BY version DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => String(row.version), toVersionDto);
  }

  async #insertVersion(session: Session, task: Task, actor: string): Promise<void> {
    await session.insertMany('task_version', [
      {
        task_id: task.id,
        version: task.version,
        definition: task.definition,
        changed_by: actor,
        created_at: task.updatedAt,
      },
    ]);
  }
}

function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    definition: readDefinition(row.definition),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toTaskDto(task: Task): TaskDto {
  return {
    id: task.id,
    version: task.version,
    state: task.state,
    ...task.definition,
    createdAt: task.createdAt.toISOString(),
    updatedAt: task.updatedAt.toISOString(),
  } as TaskDto;
}

function toVersionDto(row: VersionRow): TaskVersionDto {
  return {
    version: row.version,
    definition: readDefinition(row.definition) as TaskVersionDto['definition'],
    changedBy: row.changed_by,
    createdAt: row.created_at.toISOString(),
  };
}
