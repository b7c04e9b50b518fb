import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CreateProjectDto, PageQuery, pageOf, ProjectDto, type Page } from '@orrery/contracts';
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
}
