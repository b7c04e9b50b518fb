import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ClusterOrderDto, ConsistencyDto, SettingDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor } from '../access/parameters.js';
import { everywhere, RequirePermission, somewhere } from '../access/require-permission.js';
import { Endpoint } from '../openapi/endpoint.js';

@ApiTags('cluster')
@Controller('cluster')
export class ClusterController {
  constructor(private readonly client: ServiceClient) {}

  @Get('consistency')
  @RequirePermission('cluster:read', somewhere)
  @Endpoint({
    id: 'getConsistency',
    summary: 'Show whether database, broker and workers agree, and what was repaired',
    answer: ConsistencyDto,
    problems: [401, 403, 503],
  })
  consistency(): Promise<ConsistencyDto> {
    return this.client.call('cluster.consistency', {});
  }

  @Post('pause')
  @RequirePermission('cluster:operate', everywhere)
  @Endpoint({
    id: 'pauseCluster',
    summary: 'Stop planning and dispatching everywhere; what runs goes on',
    answer: SettingDto,
    problems: [400, 401, 403, 422, 503],
    body: { type: ClusterOrderDto, example: { reason: 'the warehouse is locked' }, optional: true },
  })
  pause(@Body() body: ClusterOrderDto, @Actor() actor: string): Promise<SettingDto> {
    return this.#setPaused(true, body, actor);
  }

  @Post('resume')
  @RequirePermission('cluster:operate', everywhere)
  @Endpoint({
    id: 'resumeCluster',
    summary: 'Plan and dispatch again',
    answer: SettingDto,
    problems: [400, 401, 403, 422, 503],
    body: { type: ClusterOrderDto, example: { reason: 'the warehouse is open' }, optional: true },
  })
  resume(@Body() body: ClusterOrderDto, @Actor() actor: string): Promise<SettingDto> {
    return this.#setPaused(false, body, actor);
  }

  #setPaused(value: boolean, { reason }: ClusterOrderDto, actor: string): Promise<SettingDto> {
    return this.client.call('setting.change', { name: 'scheduling.paused', body: { value, reason }, actor });
  }
}
