import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AlarmDto, AlarmListQuery, pageOf, type Page } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor, VisibleProjects } from '../access/parameters.js';
import { of, RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

const AlarmPage = pageOf(AlarmDto);
const ofAlarm = of('alarm');

@ApiTags('alarms')
@Controller('alarms')
export class AlarmsController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('alarm:read', somewhere)
  @Endpoint({ id: 'listAlarms', summary: 'List alarms', answer: AlarmPage, problems: [401, 403, 422, 503] })
  list(
    @Query() query: AlarmListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<AlarmDto>> {
    return this.client.call('alarm.list', { query, projects });
  }

  @Get(':id')
  @RequirePermission('alarm:read', ofAlarm)
  @Endpoint({ id: 'getAlarm', summary: 'Show an alarm', answer: AlarmDto, problems: [401, 403, 404, 503] })
  get(@Param('id', IdPipe) id: string): Promise<AlarmDto> {
    return this.client.call('alarm.get', { id });
  }

  @Post(':id/acknowledge')
  @RequirePermission('alarm:handle', ofAlarm)
  @Endpoint({
    id: 'acknowledgeAlarm',
    summary: 'Say that somebody looks after an alarm',
    answer: AlarmDto,
    problems: [401, 403, 404, 409, 503],
  })
  acknowledge(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<AlarmDto> {
    return this.client.call('alarm.acknowledge', { id, actor });
  }

  @Post(':id/resolve')
  @RequirePermission('alarm:handle', ofAlarm)
  @Endpoint({
    id: 'resolveAlarm',
    summary: 'Say that the cause of an alarm is gone',
    answer: AlarmDto,
    problems: [401, 403, 404, 409, 503],
  })
  resolve(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<AlarmDto> {
    return this.client.call('alarm.resolve', { id, actor });
  }
}
