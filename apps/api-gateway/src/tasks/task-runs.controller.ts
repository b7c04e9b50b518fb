import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ListedRunDto,
  pageOf,
  RunDto,
  RunListQuery,
  RunsAcceptedDto,
  TriggerRunDto,
  TriggerRunsDto,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import type { FastifyReply } from 'fastify';
import { Actor } from '../access/parameters.js';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { LocatedAt } from '../http/resource-headers.interceptor.js';
import { Repeatable, RequestKey } from '../idempotency/idempotency.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';

const RunPage = pageOf(ListedRunDto);
const ofTask = of('task');

@ApiTags('tasks')
@Controller('tasks/:id/runs')
export class TaskRunsController {
  constructor(private readonly client: ServiceClient) {}

  @Post()
  @RequirePermission('run:trigger', ofTask)
  @LocatedAt('runs')
  @Repeatable()
  @Endpoint({
    id: 'triggerRun',
    summary: 'Run a task',
    status: 202,
    answer: RunDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: TriggerRunDto, example: { params: {} }, optional: true },
  })
  trigger(
    @Param('id', IdPipe) taskId: string,
    @Body() body: TriggerRunDto,
    @Actor() actor: string,
    @RequestKey() requestKey: string | undefined,
  ): Promise<RunDto> {
    return this.client.call('run.trigger', { taskId, body, actor, requestKey });
  }

  @Post('batch')
  @RequirePermission('run:trigger', ofTask)
  @Repeatable()
  @Endpoint({
    id: 'triggerRuns',
    summary: 'Run a task many times',
    status: 202,
    answer: RunsAcceptedDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: TriggerRunsDto, example: { items: [{ params: { n: 1 } }, { params: { n: 2 } }] } },
  })
  async triggerBatch(
    @Param('id', IdPipe) taskId: string,
    @Body() { items }: TriggerRunsDto,
    @Actor() actor: string,
    @RequestKey() requestKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunsAcceptedDto> {
    const accepted = await this.client.call('run.triggerBatch', { taskId, items, actor, requestKey });
    void reply.header('location', `/api/v1/runs?taskId=${taskId}`);
    return { items: [...accepted.items] };
  }

  @Get()
  @RequirePermission('run:read', ofTask)
  @Endpoint({
    id: 'listTaskRuns',
    summary: 'List the runs of a task',
    description: 'Newest first. Long `params` and `result` are left out, and named in `omitted`.',
    answer: RunPage,
    problems: [401, 403, 404, 422, 503],
  })
  list(@Param('id', IdPipe) taskId: string, @Query() query: RunListQuery): Promise<Page<ListedRunDto>> {
    return this.client.call('run.list', { query: { ...query, taskId } });
  }
}
