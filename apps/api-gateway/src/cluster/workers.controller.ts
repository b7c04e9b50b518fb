import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NodeSamplesDto, NodeSamplesQuery, PageQuery, pageOf, WorkerDto, type Page } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor } from '../access/parameters.js';
import { everywhere, RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

const WorkerPage = pageOf(WorkerDto);

@ApiTags('workers')
@Controller('workers')
export class WorkersController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('worker:read', somewhere)
  @Endpoint({
    id: 'listWorkers',
    summary: 'List workers',
    answer: WorkerPage,
    problems: [401, 403, 422, 503],
  })
  list(@Query() query: PageQuery): Promise<Page<WorkerDto>> {
    return this.client.call('worker.list', { query });
  }

  @Get(':id')
  @RequirePermission('worker:read', somewhere)
  @Endpoint({ id: 'getWorker', summary: 'Show a worker', answer: WorkerDto, problems: [401, 403, 404, 503] })
  get(@Param('id', IdPipe) id: string): Promise<WorkerDto> {
    return this.client.call('worker.get', { id });
  }

  @Get(':id/resources')
  @RequirePermission('worker:read', somewhere)
  @Endpoint({
    id: 'getWorkerResources',
    summary: 'Show what a worker used over a time, for a plot',
    answer: NodeSamplesDto,
    problems: [401, 403, 404, 422, 503],
  })
  resources(@Param('id', IdPipe) id: string, @Query() query: NodeSamplesQuery): Promise<NodeSamplesDto> {
    return this.client.call('worker.resources', { id, query });
  }

  @Post(':id/cordon')
  @RequirePermission('worker:operate', everywhere)
  @Endpoint({
    id: 'cordonWorker',
    summary: 'Let a worker take nothing new; what it runs goes on',
    description: 'Holds over restarts of the worker, until it is resumed or drained.',
    status: 202,
    answer: WorkerDto,
    problems: [401, 403, 404, 503],
  })
  cordon(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<WorkerDto> {
    return this.client.call('worker.cordon', { id, actor });
  }

  @Post(':id/drain')
  @RequirePermission('worker:operate', everywhere)
  @Endpoint({
    id: 'drainWorker',
    summary: 'Let a worker finish what it has and take nothing new',
    description: 'It is `drained` once nothing runs there, which an event tells: it can be stopped then.',
    status: 202,
    answer: WorkerDto,
    problems: [401, 403, 404, 503],
  })
  drain(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<WorkerDto> {
    return this.client.call('worker.drain', { id, actor });
  }

  @Post(':id/resume')
  @RequirePermission('worker:operate', everywhere)
  @Endpoint({
    id: 'resumeWorker',
    summary: 'Let a cordoned or drained worker take work again',
    status: 202,
    answer: WorkerDto,
    problems: [401, 403, 404, 503],
  })
  resume(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<WorkerDto> {
    return this.client.call('worker.resume', { id, actor });
  }
}
