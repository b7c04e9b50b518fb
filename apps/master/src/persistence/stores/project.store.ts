import type { Page, PageQuery, ProjectDto } from '@orrery/contracts';
import { cursorKey, isDuplicateKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Injectable } from '@nestjs/common';
import { ConflictError } from '@orrery/domain';
import { Conditions } from '../conditions.js';

interface ProjectRow {
  readonly name: string;
  readonly description: string;
  readonly created_at: Date;
}

/** Keeps projects. */
@Injectable()
export class ProjectStore {
  /** @throws ConflictError when the name is taken. */
  async insert(
    session: Session,
    project: { name: string; description: string; createdAt: Date },
  ): Promise<void> {
    try {
      await session.insertMany('project', [
        { name: project.name, description: project.description, created_at: project.createdAt },
      ]);
    } catch (error) {
      if (isDuplicateKey(error)) throw new ConflictError(`There is a project "${project.name}" already.`);
      throw error;
    }
  }

  async find(session: Session, name: string): Promise<ProjectDto | undefined> {
    const [row] = await session.select<ProjectRow>('SELECT * FROM project WHERE name = ?', [name]);
    return row && toDto(row);
  }

  async list(session: Session, query: PageQuery, projects?: readonly string[]): Promise<Page<ProjectDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions().where('name > ?', cursorKey(query)).where('name IN (?)', projects);
    const rows = await session.select<ProjectRow>(
      `SELECT * FROM project ${conditions.toString()} ORDER BY name LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.name, toDto);
  }
}

function toDto(row: ProjectRow): ProjectDto {
  return { name: row.name, description: row.description, createdAt: row.created_at.toISOString() };
}
