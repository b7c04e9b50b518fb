import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AlarmRuleDto,
  AlarmRuleListQuery,
  CreateAlarmRuleDto,
  pageOf,
  ReplaceAlarmRuleDto,
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

const AlarmRulePage = pageOf(AlarmRuleDto);
const ofRule = of('alarmRule');
const newRule = {
  project: 'default',
  name: 'any-failure',
  kind: 'run_failed',
  level: 'MAJOR',
  receivers: ['oncall@example.org'],
};

@ApiTags('alarm-rules')
@Controller('alarm-rules')
export class AlarmRulesController {
  constructor(private readonly client: ServiceClient) {}

  @Post()
  @RequirePermission('alarm-rule:write', ofBody)
  @LocatedAt('alarm-rules')
  @Repeatable()
  @Endpoint({
    id: 'createAlarmRule',
    summary: 'Create an alarm rule',
    status: 201,
    answer: AlarmRuleDto,
    problems: [400, 401, 403, 409, 422, 503],
    body: { type: CreateAlarmRuleDto, example: newRule },
  })
  create(@Body() body: CreateAlarmRuleDto, @Actor() actor: string): Promise<AlarmRuleDto> {
    return this.client.call('alarmRule.create', { body, actor });
  }

  @Get()
  @RequirePermission('alarm-rule:read', somewhere)
  @Endpoint({
    id: 'listAlarmRules',
    summary: 'List alarm rules',
    answer: AlarmRulePage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: AlarmRuleListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<AlarmRuleDto>> {
    return this.client.call('alarmRule.list', { query, projects });
  }

  @Get(':id')
  @RequirePermission('alarm-rule:read', ofRule)
  @Endpoint({
    id: 'getAlarmRule',
    summary: 'Show an alarm rule',
    answer: AlarmRuleDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('id', IdPipe) id: string): Promise<AlarmRuleDto> {
    return this.client.call('alarmRule.get', { id });
  }

  @Put(':id')
  @RequirePermission('alarm-rule:write', ofRule)
  @Endpoint({
    id: 'replaceAlarmRule',
    summary: 'Replace an alarm rule',
    answer: AlarmRuleDto,
    problems: [400, 401, 403, 404, 409, 412, 422, 503],
    conditional: true,
    body: { type: ReplaceAlarmRuleDto, example: newRule },
  })
  replace(
    @Param('id', IdPipe) id: string,
    @Body() body: ReplaceAlarmRuleDto,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<AlarmRuleDto> {
    return this.client.call('alarmRule.replace', { id, body, ifVersion, actor });
  }

  @Delete(':id')
  @RequirePermission('alarm-rule:write', ofRule)
  @Endpoint({
    id: 'deleteAlarmRule',
    summary: 'Delete an alarm rule',
    status: 204,
    problems: [401, 403, 404, 412, 503],
    conditional: true,
  })
  async delete(
    @Param('id', IdPipe) id: string,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<void> {
    await this.client.call('alarmRule.delete', { id, ifVersion, actor });
  }
}
