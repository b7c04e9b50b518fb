import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import {
  BackfillDto,
  BackfillForecastDto,
  BackfillListQuery,
  BackfillRunDto,
  CreateBackfillDto,
  PageQuery,
  pageOf,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import type { FastifyReply } from 'fastify';
import { Actor, VisibleProjects } from '../access/parameters.js';
import { of, ofTarget, RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { LocatedAt } from '../http/resource-headers.interceptor.js';
import { Repeatable } from '../idempotency/idempotency.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';
import { newBackfill } from './backfill.examples.js';

const BackfillPage = pageOf(BackfillDto);
const BackfillRunPage = pageOf(BackfillRunDto);
const ofBackfill = of('backfill');

@ApiTags('backfills')
@Controller('backfills')
export class BackfillsController {
  constructor(private readonly client: ServiceClient) {}

  @Post()
  @RequirePermission('run:trigger', ofTarget)
  @LocatedAt('backfills')
  @Repeatable()
  @ApiExtraModels(BackfillForecastDto)
  @ApiResponse({
    status: 200,
    description: 'With `dryRun`: what it would do.',
    schema: { $ref: getSchemaPath(BackfillForecastDto) },
  })
  @Endpoint({
    id: 'createBackfill',
    summary: 'Run a task or workflow for planned times of the past',
    description:
      'Its runs are made a few at a time. Put the id of a task or workflow of yours into `target`; `dryRun` only tells what would be done.',
    status: 201,
    answer: BackfillDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: CreateBackfillDto, example: newBackfill },
  })
  create(
    @Body() body: CreateBackfillDto,
    @Actor() actor: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BackfillDto | BackfillForecastDto> {
    if (!body.dryRun) return this.client.call('backfill.create', { body, actor });
    void reply.status(200);
    return this.client.call('backfill.foretell', { body });
  }

  @Get()
  @RequirePermission('run:read', somewhere)
  @Endpoint({
    id: 'listBackfills',
    summary: 'List backfills, the newest first',
    answer: BackfillPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: BackfillListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<BackfillDto>> {
    return this.client.call('backfill.list', { query, projects });
  }

  @Get(':id')
  @RequirePermission('run:read', ofBackfill)
  @Endpoint({
    id: 'getBackfill',
    summary: 'Show a backfill and how far it has come',
    answer: BackfillDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('id', IdPipe) id: string): Promise<BackfillDto> {
    return this.client.call('backfill.get', { id });
  }

  @Get(':id/runs')
  @RequirePermission('run:read', ofBackfill)
  @Endpoint({
    id: 'listBackfillRuns',
    summary: 'List the planned times of a backfill that were run, in their order',
    answer: BackfillRunPage,
    problems: [401, 403, 404, 422, 503],
  })
  runs(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<Page<BackfillRunDto>> {
    return this.client.call('backfill.runs', { id, query });
  }

  @Post(':id/pause')
  @RequirePermission('run:control', ofBackfill)
  @Endpoint({
    id: 'pauseBackfill',
    summary: 'Pause a backfill: it makes no more runs',
    description: 'Runs that exist go on.',
    answer: BackfillDto,
    problems: [401, 403, 404, 409, 503],
  })
  pause(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<BackfillDto> {
    return this.client.call('backfill.pause', { id, actor });
  }

  @Post(':id/resume')
  @RequirePermission('run:control', ofBackfill)
  @Endpoint({
    id: 'resumeBackfill',
    summary: 'Resume a backfill',
    answer: BackfillDto,
    problems: [401, 403, 404, 409, 503],
  })
  resume(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<BackfillDto> {
    return this.client.call('backfill.resume', { id, actor });
  }

  @Post(':id/cancel')
  @RequirePermission('run:control', ofBackfill)
  @Endpoint({
    id: 'cancelBackfill',
    summary: 'Cancel a backfill and those of its runs that have not ended',
    description: 'It is finished when these have ended.',
    answer: BackfillDto,
    problems: [401, 403, 404, 409, 503],
  })
  cancel(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<BackfillDto> {
    return this.client.call('backfill.cancel', { id, actor });
  }
}
