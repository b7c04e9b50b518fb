import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreatePoolDto,
  PageQuery,
  pageOf,
  PoolDto,
  PoolHolderDto,
  PoolListQuery,
  ReplacePoolDto,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor, VisibleProjects } from '../access/parameters.js';
import { everywhere, RequirePermission, somewhere } from '../access/require-permission.js';
import { IfMatch } from '../http/entity-tag.js';
import { IdPipe } from '../http/id.pipe.js';
import { LocatedAt } from '../http/resource-headers.interceptor.js';
import { Repeatable } from '../idempotency/idempotency.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';
import { newPool, poolBody } from './pool.examples.js';

const PoolPage = pageOf(PoolDto);
const PoolHolderPage = pageOf(PoolHolderDto);

@ApiTags('pools')
@Controller('pools')
export class PoolsController {
  constructor(private readonly client: ServiceClient) {}

  @Post()
  @RequirePermission('pool:write', everywhere)
  @LocatedAt('pools')
  @Repeatable()
  @Endpoint({
    id: 'createPool',
    summary: 'Create a pool: a limit on runs',
    description:
      'A run falls under every pool whose scope it is in, and takes as many slots of each as its task weighs. What runs already counts as well.',
    status: 201,
    answer: PoolDto,
    problems: [400, 401, 403, 409, 413, 422, 503],
    body: { type: CreatePoolDto, example: newPool },
  })
  create(@Body() body: CreatePoolDto, @Actor() actor: string): Promise<PoolDto> {
    return this.client.call('pool.create', { body, actor });
  }

  @Get()
  @RequirePermission('pool:read', somewhere)
  @Endpoint({
    id: 'listPools',
    summary: 'List pools, and how much of them is taken',
    answer: PoolPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: PoolListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<PoolDto>> {
    return this.client.call('pool.list', { query, projects });
  }

  @Get(':id')
  @RequirePermission('pool:read', somewhere)
  @Endpoint({
    id: 'getPool',
    summary: 'Show a pool, and how much of it is taken',
    answer: PoolDto,
    problems: [401, 403, 404, 503],
  })
  get(
    @Param('id', IdPipe) id: string,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<PoolDto> {
    return this.client.call('pool.get', { id, projects });
  }

  @Get(':id/holders')
  @RequirePermission('pool:read', somewhere)
  @Endpoint({
    id: 'listPoolHolders',
    summary: 'List the runs that have slots of a pool',
    description: 'Runs of projects the caller may not see are left out.',
    answer: PoolHolderPage,
    problems: [401, 403, 404, 422, 503],
  })
  holders(
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<PoolHolderDto>> {
    return this.client.call('pool.holders', { id, query, projects });
  }

  @Put(':id')
  @RequirePermission('pool:write', everywhere)
  @Endpoint({
    id: 'replacePool',
    summary: 'Change what a pool allows, while runs go on',
    description: 'Runs that have more than it allows from now on keep it until they end.',
    answer: PoolDto,
    problems: [400, 401, 403, 404, 412, 413, 422, 503],
    conditional: true,
    body: { type: ReplacePoolDto, example: poolBody },
  })
  replace(
    @Param('id', IdPipe) id: string,
    @Body() body: ReplacePoolDto,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<PoolDto> {
    return this.client.call('pool.replace', { id, body, ifVersion, actor });
  }

  @Delete(':id')
  @RequirePermission('pool:write', everywhere)
  @Endpoint({
    id: 'deletePool',
    summary: 'Delete a pool; what waits for it goes on',
    status: 204,
    problems: [401, 403, 404, 412, 422, 503],
    conditional: true,
  })
  async delete(
    @Param('id', IdPipe) id: string,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<void> {
    await this.client.call('pool.delete', { id, ifVersion, actor });
  }
}
