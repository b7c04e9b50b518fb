import { Injectable } from '@nestjs/common';
import type { CreateProjectDto, Page, PageQuery, ProjectDto } from '@orrery/contracts';
import { Clock, InvalidError, NotFoundError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { ProjectStore } from '../persistence/stores/project.store.js';

/** Projects: the scope of names and permissions. */
@Injectable()
export class ProjectService {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectStore,
    private readonly clock: Clock,
  ) {}

  async create(body: CreateProjectDto): Promise<ProjectDto> {
    const project = { name: body.name, description: body.description ?? '', createdAt: this.clock.now() };
    await this.database.run((session) => this.projects.insert(session, project));
    return { ...project, createdAt: project.createdAt.toISOString() };
  }

  async get(name: string): Promise<ProjectDto> {
    const project = await this.database.run((session) => this.projects.find(session, name));
    if (!project) throw NotFoundError.of('project', name);
    return project;
  }

  list(query: PageQuery, projects?: readonly string[]): Promise<Page<ProjectDto>> {
    return this.database.run((session) => this.projects.list(session, query, projects));
  }

  /** @throws InvalidError naming `/project` when there is no such project. */
  async mustExist(session: Session, name: string): Promise<void> {
    if (await this.projects.find(session, name)) return;
    throw InvalidError.field('/project', `there is no project "${name}"`);
  }
}
