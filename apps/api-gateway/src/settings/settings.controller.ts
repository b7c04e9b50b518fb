import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ChangeSettingDto,
  PageQuery,
  pageOf,
  RollBackSettingDto,
  SettingDto,
  SettingVersionDto,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor } from '../access/parameters.js';
import { everywhere, RequirePermission, somewhere } from '../access/require-permission.js';
import { IfMatch } from '../http/entity-tag.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

const SettingPage = pageOf(SettingDto);
const SettingVersionPage = pageOf(SettingVersionDto);

@ApiTags('settings')
@Controller('settings')
export class SettingsController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('setting:read', somewhere)
  @Endpoint({
    id: 'listSettings',
    summary: 'List the cluster-wide settings',
    answer: SettingPage,
    problems: [401, 403, 503],
  })
  list(): Promise<Page<SettingDto>> {
    return this.client.call('setting.list', {});
  }

  @Get(':name')
  @RequirePermission('setting:read', somewhere)
  @Endpoint({
    id: 'getSetting',
    summary: 'Show a cluster-wide setting',
    answer: SettingDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('name', IdPipe) name: string): Promise<SettingDto> {
    return this.client.call('setting.get', { name });
  }

  @Put(':name')
  @RequirePermission('setting:write', everywhere)
  @Endpoint({
    id: 'changeSetting',
    summary: 'Change a cluster-wide setting; every master applies it at once',
    answer: SettingDto,
    problems: [400, 401, 403, 404, 412, 422, 503],
    conditional: true,
    body: { type: ChangeSettingDto, example: { value: 14, reason: 'the disk is small' } },
  })
  change(
    @Param('name', IdPipe) name: string,
    @Body() body: ChangeSettingDto,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<SettingDto> {
    return this.client.call('setting.change', { name, body, ifVersion, actor });
  }

  @Get(':name/versions')
  @RequirePermission('setting:read', somewhere)
  @Endpoint({
    id: 'listSettingVersions',
    summary: 'List what a setting was, newest first',
    answer: SettingVersionPage,
    problems: [401, 403, 404, 422, 503],
  })
  versions(@Param('name', IdPipe) name: string, @Query() query: PageQuery): Promise<Page<SettingVersionDto>> {
    return this.client.call('setting.versions', { name, query });
  }

  @Post(':name/rollback')
  @RequirePermission('setting:write', everywhere)
  @Endpoint({
    id: 'rollBackSetting',
    summary: 'Make the value of an earlier version count again',
    answer: SettingDto,
    problems: [400, 401, 403, 404, 412, 422, 503],
    conditional: true,
    body: { type: RollBackSettingDto, example: { version: 0 } },
  })
  rollBack(
    @Param('name', IdPipe) name: string,
    @Body() body: RollBackSettingDto,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<SettingDto> {
    return this.client.call('setting.rollBack', { name, body, ifVersion, actor });
  }
}
