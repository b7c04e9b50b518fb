import { Injectable } from '@nestjs/common';
import type { Page, PageQuery, ProjectDto } from '@orrery/contracts';
import { ConflictError, type ProjectState } from '@orrery/domain';
import { cursorKey, isDuplicateKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

/** A project, and whether anything in it may start. */
export interface Project {
  readonly name: string;
  readonly description: string;
  readonly state: ProjectState;
  /** Its share of a group's room, beside other projects. */
  readonly weight: number;
  readonly createdAt: Date;
}

interface ProjectRow {
  readonly name: string;
  readonly description: string;
  readonly state: ProjectState;
  readonly weight: number;
  readonly created_at: Date;
}

/** Keeps projects. */
@Injectable()
export class ProjectStore {
  /** @throws ConflictError when the name is taken. */
  async insert(session: Session, { name, description, state, weight, createdAt }: Project): Promise<void> {
    try {
      await session.insertMany('project', [{ name, description, state, weight, created_at: createdAt }]);
    } catch (error) {
      if (isDuplicateKey(error)) throw new ConflictError(`There is a project "${name}" already.`);
      throw error;
    }
  }

  async replace(
    session: Session,
    { name, description, weight }: Pick<Project, 'name' | 'description' | 'weight'>,
  ): Promise<void> {
    await session.execute('UPDATE project SET description = ?, weight = ? WHERE name = ?', [
      description,
      weight,
      name,
    ]);
  }

  /** False when there is no such project. */
  async setState(session: Session, name: string, state: ProjectState): Promise<boolean> {
    const { affected } = await session.execute('UPDATE project SET state = ? WHERE name = ?', [state, name]);
    return affected > 0;
  }

  async find(session: Session, name: string): Promise<Project | undefined> {
    const [row] = await session.select<ProjectRow>('SELECT * FROM project WHERE name = ?', [name]);
    return row && toProject(row);
  }

  /** Names of the projects that are paused; there are few projects. */
  async paused(session: Session): Promise<string[]> {
    const rows = await session.select<{ name: string }>("SELECT name FROM project WHERE state = 'paused'");
    return rows.map((row) => row.name);
  }

  /** Shares of the projects whose share is not one. */
  async weights(session: Session): Promise<Map<string, number>> {
    const rows = await session.select<{ name: string; weight: number }>(
      'SELECT name, weight FROM project WHERE weight <> 1',
    );
    return new Map(rows.map((row) => [row.name, row.weight]));
  }

  async list(session: Session, query: PageQuery, projects?: readonly string[]): Promise<Page<ProjectDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions().where('name > ?', cursorKey(query)).where('name IN (?)', projects);
    const rows = await session.select<ProjectRow>(
      `SELECT * FROM project ${conditions.toString()} ORDER BY name LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(
      rows,
      limit,
      (row) => row.name,
      (row) => toProjectDto(toProject(row)),
    );
  }
}

export function toProjectDto({ createdAt, ...project }: Project): ProjectDto {
  return { ...project, createdAt: createdAt.toISOString() };
}

function toProject(row: ProjectRow): Project {
  const { name, description, state, weight } = row;
  return { name, description, state, weight, createdAt: row.created_at };
}
