import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreateProjectDto,
  PageQuery,
  pageOf,
  ProjectDto,
  ReplaceProjectDto,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor, VisibleProjects } from '../access/parameters.js';
import { everywhere, ofProject, RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { LocatedAt } from '../http/resource-headers.interceptor.js';
import { Repeatable } from '../idempotency/idempotency.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';

const ProjectPage = pageOf(ProjectDto);

@ApiTags('projects')
@Controller('projects')
export class ProjectsController {
  constructor(private readonly client: ServiceClient) {}

  @Post()
  @RequirePermission('project:write', everywhere)
  @LocatedAt('projects', 'name')
  @Repeatable()
  @Endpoint({
    id: 'createProject',
    summary: 'Create a project',
    status: 201,
    answer: ProjectDto,
    problems: [401, 403, 409, 422, 503],
    body: { type: CreateProjectDto, example: { name: 'payroll', description: 'Salaries and taxes' } },
  })
  create(@Body() body: CreateProjectDto, @Actor() actor: string): Promise<ProjectDto> {
    return this.client.call('project.create', { body, actor });
  }

  @Get()
  @RequirePermission('project:read', somewhere)
  @Endpoint({
    id: 'listProjects',
    summary: 'List projects',
    answer: ProjectPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: PageQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<ProjectDto>> {
    return this.client.call('project.list', { query, projects });
  }

  @Get(':name')
  @RequirePermission('project:read', ofProject)
  @Endpoint({
    id: 'getProject',
    summary: 'Show a project',
    answer: ProjectDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('name', IdPipe) name: string): Promise<ProjectDto> {
    return this.client.call('project.get', { name });
  }

  @Put(':name')
  @RequirePermission('project:write', ofProject)
  @Endpoint({
    id: 'replaceProject',
    summary: 'Change the description of a project, and its share of the workers',
    answer: ProjectDto,
    problems: [400, 401, 403, 404, 413, 422, 503],
    body: { type: ReplaceProjectDto, example: { description: 'Salaries and taxes', weight: 3 } },
  })
  replace(
    @Param('name', IdPipe) name: string,
    @Body() body: ReplaceProjectDto,
    @Actor() actor: string,
  ): Promise<ProjectDto> {
    return this.client.call('project.replace', { name, body, actor });
  }

  @Post(':name/pause')
  @RequirePermission('project:operate', ofProject)
  @Endpoint({
    id: 'pauseProject',
    summary: 'Pause a project: nothing in it is started',
    description: 'What runs goes on. Planned times that pass meanwhile are skipped, waiting runs wait.',
    answer: ProjectDto,
    problems: [401, 403, 404, 503],
  })
  pause(@Param('name', IdPipe) name: string, @Actor() actor: string): Promise<ProjectDto> {
    return this.client.call('project.pause', { name, actor });
  }

  @Post(':name/resume')
  @RequirePermission('project:operate', ofProject)
  @Endpoint({
    id: 'resumeProject',
    summary: 'Resume a project',
    answer: ProjectDto,
    problems: [401, 403, 404, 503],
  })
  resume(@Param('name', IdPipe) name: string, @Actor() actor: string): Promise<ProjectDto> {
    return this.client.call('project.resume', { name, actor });
  }
}
