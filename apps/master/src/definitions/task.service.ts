import { Injectable } from '@nestjs/common';
import type {
  CreateTaskDto,
  Page,
  PageQuery,
  ReplaceTaskDto,
  TaskDto,
  TaskListQuery,
  TaskVersionDto,
  ValidationResultDto,
} from '@orrery/contracts';
import { NotFoundError, VersionMismatchError, type TaskDefinition, type TaskState } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { TaskStore, toTaskDto, type Task } from '../persistence/stores/task.store.js';
import { DefinitionContext } from './definition-context.js';
import { ProjectService } from './project.service.js';
import { TaskDeletion } from './task-deletion.js';
import { mustMakeSense } from './task-rules.js';

/** Task definitions: every change is a version, and a run keeps the version it was made with. */
@Injectable()
export class TaskService {
  constructor(
    private readonly database: Database,
    private readonly tasks: TaskStore,
    private readonly projects: ProjectService,
    private readonly deletion: TaskDeletion,
    private readonly context: DefinitionContext,
  ) {}

  async create(body: CreateTaskDto, actor: string): Promise<TaskDto> {
    mustMakeSense(body);
    const now = this.context.clock.now();
    const task: Task = {
      id: newId(),
      version: 1,
      state: 'active',
      definition: { ...body },
      createdAt: now,
      updatedAt: now,
    };
    await this.database.transaction(async (session) => {
      await this.projects.mustExist(session, body.project);
      await this.tasks.insert(session, task, actor);
      await this.context.secrets.record(session, task.id, body);
    });
    return toTaskDto(task);
  }

  /** Tells whether the definition would be accepted, with every default filled in. */
  async validate(body: CreateTaskDto): Promise<ValidationResultDto> {
    mustMakeSense(body);
    await this.database.run(async (session) => {
      await this.projects.mustExist(session, body.project);
      await this.context.secrets.mustExist(session, body);
    });
    return { valid: true, definition: body };
  }

  async get(id: string): Promise<TaskDto> {
    return toTaskDto(await this.database.run((session) => this.#mustFind(session, id)));
  }

  list(query: TaskListQuery, projects?: readonly string[]): Promise<Page<TaskDto>> {
    return this.database.run((session) => this.tasks.list(session, query, projects));
  }

  versions(id: string, query: PageQuery): Promise<Page<TaskVersionDto>> {
    return this.database.run(async (session) => {
      const task = await this.tasks.find(session, id);
      if (task?.definition.kind === 'workflow') throw NotFoundError.of('task', id);
      return this.tasks.versions(session, id, query);
    });
  }

  async replace(
    id: string,
    body: ReplaceTaskDto,
    ifVersion: number | undefined,
    actor: string,
  ): Promise<TaskDto> {
    mustMakeSense(body);
    const task = await this.database.transaction(async (session) => {
      const present = await this.#mustFind(session, id);
      if (ifVersion !== undefined && ifVersion !== present.version) throw outdated(present);
      const { project, name } = present.definition;
      const definition: TaskDefinition = { ...body, project, name };
      const next: Task = {
        ...present,
        version: present.version + 1,
        definition,
        updatedAt: this.context.clock.now(),
      };
      if (!(await this.tasks.replace(session, next, actor))) throw outdated(present);
      await this.context.secrets.record(session, id, definition);
      return next;
    });
    await this.context.events.changed('task', id, task.version);
    return toTaskDto(task);
  }

  async setState(id: string, state: TaskState): Promise<TaskDto> {
    const task = await this.database.transaction(async (session) => {
      await this.tasks.setState(session, id, state, this.context.clock.now());
      return this.#mustFind(session, id);
    });
    await this.context.pauses.runOnce();
    await this.context.events.changed('task', id, task.version);
    return toTaskDto(task);
  }

  /** Removes the task. With runs or schedules of its own it wants `force`, which cancels and removes them first. */
  async delete(id: string, force: boolean, ifVersion: number | undefined, actor: string): Promise<void> {
    const task = await this.database.run((session) => this.#mustFind(session, id));
    if (ifVersion !== undefined && ifVersion !== task.version) throw outdated(task);
    await this.deletion.delete(task, force, actor);
    await this.context.events.changed('task', id, task.version, true);
  }

  async #mustFind(session: Session, id: string): Promise<Task> {
    const task = await this.tasks.findVisible(session, id);
    if (!task) throw NotFoundError.of('task', id);
    return task;
  }
}

function outdated(task: Task): VersionMismatchError {
  return new VersionMismatchError(
    `Task "${task.definition.name}" was changed by somebody else (now version ${task.version}); read it again.`,
  );
}
