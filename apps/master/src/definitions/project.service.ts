import { Injectable } from '@nestjs/common';
import type { CreateProjectDto, Page, PageQuery, ProjectDto, ReplaceProjectDto } from '@orrery/contracts';
import { InvalidError, NotFoundError, type ProjectState } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { ProjectStore, toProjectDto, type Project } from '../persistence/stores/project.store.js';
import { DefinitionContext } from './definition-context.js';

/** Projects: the scope of names and permissions, and of a pause. */
@Injectable()
export class ProjectService {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectStore,
    private readonly context: DefinitionContext,
  ) {}

  async create(body: CreateProjectDto): Promise<ProjectDto> {
    const { name, description = '', weight = 1 } = body;
    const createdAt = this.context.clock.now();
    const project: Project = { name, description, weight, state: 'active', createdAt };
    await this.database.run((session) => this.projects.insert(session, project));
    await this.context.events.changed('project', name, 0);
    return toProjectDto(project);
  }

  async replace(name: string, { description = '', weight = 1 }: ReplaceProjectDto): Promise<ProjectDto> {
    const project = await this.database.transaction(async (session) => {
      await this.projects.replace(session, { name, description, weight });
      return this.#mustFind(session, name);
    });
    await this.context.events.changed('project', name, 0);
    return toProjectDto(project);
  }

  async get(name: string): Promise<ProjectDto> {
    return toProjectDto(await this.database.run((session) => this.#mustFind(session, name)));
  }

  list(query: PageQuery, projects?: readonly string[]): Promise<Page<ProjectDto>> {
    return this.database.run((session) => this.projects.list(session, query, projects));
  }

  /** What runs goes on; planned times that pass while the project is paused are skipped. */
  async setState(name: string, state: ProjectState): Promise<ProjectDto> {
    const project = await this.database.transaction(async (session) => {
      await this.projects.setState(session, name, state);
      return this.#mustFind(session, name);
    });
    await this.context.pauses.runOnce();
    await this.context.events.changed('project', name, 0);
    return toProjectDto(project);
  }

  /** @throws InvalidError naming `/project` when there is no such project. */
  async mustExist(session: Session, name: string): Promise<void> {
    if (await this.projects.find(session, name)) return;
    throw InvalidError.field('/project', `there is no project "${name}"`);
  }

  async #mustFind(session: Session, name: string): Promise<Project> {
    const project = await this.projects.find(session, name);
    if (!project) throw NotFoundError.of('project', name);
    return project;
  }
}
