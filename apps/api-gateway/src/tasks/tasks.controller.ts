import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreateTaskDto,
  PageQuery,
  pageOf,
  ReplaceTaskDto,
  TaskDto,
  TaskListQuery,
  TaskVersionDto,
  ValidationResultDto,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor, VisibleProjects } from '../access/parameters.js';
import { of, ofBody, RequirePermission, somewhere } from '../access/require-permission.js';
import { IfMatch } from '../http/entity-tag.js';
import { IdPipe } from '../http/id.pipe.js';
import { LocatedAt } from '../http/resource-headers.interceptor.js';
import { Repeatable } from '../idempotency/idempotency.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';
import { DeleteTaskQuery } from './delete-task.query.js';
import { newTask, taskBody } from './task.examples.js';

const TaskPage = pageOf(TaskDto);
const TaskVersionPage = pageOf(TaskVersionDto);
const ofTask = of('task');

@ApiTags('tasks')
@Controller('tasks')
export class TasksController {
  constructor(private readonly client: ServiceClient) {}

  @Post()
  @RequirePermission('task:write', ofBody)
  @LocatedAt('tasks')
  @Repeatable()
  @Endpoint({
    id: 'createTask',
    summary: 'Create a task',
    description: 'Everything but name, kind and spec has a default.',
    status: 201,
    answer: TaskDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: CreateTaskDto, example: newTask },
  })
  create(@Body() body: CreateTaskDto, @Actor() actor: string): Promise<TaskDto> {
    return this.client.call('task.create', { body, actor });
  }

  @Post('validate')
  @RequirePermission('task:read', ofBody)
  @Endpoint({
    id: 'validateTask',
    summary: 'Check a task without creating it',
    answer: ValidationResultDto,
    problems: [400, 401, 403, 413, 422, 503],
    body: { type: CreateTaskDto, example: newTask },
  })
  validate(@Body() body: CreateTaskDto): Promise<ValidationResultDto> {
    return this.client.call('task.validate', { body });
  }

  @Get()
  @RequirePermission('task:read', somewhere)
  @Endpoint({
    id: 'listTasks',
    summary: 'List and search tasks',
    answer: TaskPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: TaskListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<TaskDto>> {
    return this.client.call('task.list', { query, projects });
  }

  @Get(':id')
  @RequirePermission('task:read', ofTask)
  @Endpoint({ id: 'getTask', summary: 'Show a task', answer: TaskDto, problems: [401, 403, 404, 503] })
  get(@Param('id', IdPipe) id: string): Promise<TaskDto> {
    return this.client.call('task.get', { id });
  }

  @Put(':id')
  @RequirePermission('task:write', ofTask)
  @Endpoint({
    id: 'replaceTask',
    summary: 'Replace the definition of a task',
    description: 'Makes a new version; runs that exist keep the version they were made with.',
    answer: TaskDto,
    problems: [400, 401, 403, 404, 409, 412, 413, 422, 503],
    conditional: true,
    body: { type: ReplaceTaskDto, example: taskBody },
  })
  replace(
    @Param('id', IdPipe) id: string,
    @Body() body: ReplaceTaskDto,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<TaskDto> {
    return this.client.call('task.replace', { id, body, ifVersion, actor });
  }

  @Delete(':id')
  @RequirePermission('task:write', ofTask)
  @Endpoint({
    id: 'deleteTask',
    summary: 'Delete a task',
    status: 204,
    problems: [401, 403, 404, 409, 412, 422, 503],
    conditional: true,
  })
  async delete(
    @Param('id', IdPipe) id: string,
    @Query() { force }: DeleteTaskQuery,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<void> {
    await this.client.call('task.delete', { id, force: force === 'true', ifVersion, actor });
  }

  @Post(':id/pause')
  @RequirePermission('task:operate', ofTask)
  @Endpoint({
    id: 'pauseTask',
    summary: 'Pause a task',
    answer: TaskDto,
    problems: [401, 403, 404, 409, 503],
  })
  pause(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<TaskDto> {
    return this.client.call('task.pause', { id, actor });
  }

  @Post(':id/resume')
  @RequirePermission('task:operate', ofTask)
  @Endpoint({
    id: 'resumeTask',
    summary: 'Resume a task',
    answer: TaskDto,
    problems: [401, 403, 404, 409, 503],
  })
  resume(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<TaskDto> {
    return this.client.call('task.resume', { id, actor });
  }

  @Get(':id/versions')
  @RequirePermission('task:read', ofTask)
  @Endpoint({
    id: 'listTaskVersions',
    summary: 'List the versions of a task',
    answer: TaskVersionPage,
    problems: [401, 403, 404, 422, 503],
  })
  versions(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<Page<TaskVersionDto>> {
    return this.client.call('task.versions', { id, query });
  }
}
