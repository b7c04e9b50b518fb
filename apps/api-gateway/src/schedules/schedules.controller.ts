import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ComingFiresQuery,
  CreateScheduleDto,
  FireDto,
  FirePreviewDto,
  PageQuery,
  pageOf,
  PreviewFiresDto,
  ReplaceScheduleDto,
  ScheduleDto,
  ScheduleListQuery,
  ScheduleVersionDto,
  ScheduleWhyDto,
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

const SchedulePage = pageOf(ScheduleDto);
const FirePage = pageOf(FireDto);
const ScheduleVersionPage = pageOf(ScheduleVersionDto);
const ofSchedule = of('schedule');
const trigger = { kind: 'cron', expression: '*/5 * * * * *', timeZone: 'Europe/Berlin' };
const scheduleBody = { target: { kind: 'task', id: '01931a7e-5b0c-7c3e-9d55-2f4f4c1f8a10' }, trigger };
const newSchedule = { project: 'default', name: 'every-five-seconds', ...scheduleBody };

@ApiTags('schedules')
@Controller('schedules')
export class SchedulesController {
  constructor(private readonly client: ServiceClient) {}

  @Post()
  @RequirePermission('schedule:write', ofBody)
  @LocatedAt('schedules')
  @Repeatable()
  @Endpoint({
    id: 'createSchedule',
    summary: 'Create a schedule',
    description: 'Put the id of a task of yours into `target`.',
    status: 201,
    answer: ScheduleDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: CreateScheduleDto, example: newSchedule },
  })
  create(@Body() body: CreateScheduleDto, @Actor() actor: string): Promise<ScheduleDto> {
    return this.client.call('schedule.create', { body, actor });
  }

  @Post('preview')
  @RequirePermission('schedule:read', somewhere)
  @Endpoint({
    id: 'previewFires',
    summary: 'Show the next fires of a trigger',
    description:
      'As a schedule made now would have them; `details` and `nextTransition` say what clock changes do to them.',
    answer: FirePreviewDto,
    problems: [400, 401, 403, 422, 503],
    body: { type: PreviewFiresDto, example: { trigger, count: 5 } },
  })
  preview(@Body() body: PreviewFiresDto): Promise<FirePreviewDto> {
    return this.client.call('schedule.preview', { body });
  }

  @Get()
  @RequirePermission('schedule:read', somewhere)
  @Endpoint({
    id: 'listSchedules',
    summary: 'List and search schedules',
    answer: SchedulePage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: ScheduleListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<ScheduleDto>> {
    return this.client.call('schedule.list', { query, projects });
  }

  @Get(':id')
  @RequirePermission('schedule:read', ofSchedule)
  @Endpoint({
    id: 'getSchedule',
    summary: 'Show a schedule',
    answer: ScheduleDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('id', IdPipe) id: string): Promise<ScheduleDto> {
    return this.client.call('schedule.get', { id });
  }

  @Put(':id')
  @RequirePermission('schedule:write', ofSchedule)
  @Endpoint({
    id: 'replaceSchedule',
    summary: 'Replace a schedule',
    answer: ScheduleDto,
    problems: [400, 401, 403, 404, 409, 412, 413, 422, 503],
    conditional: true,
    body: { type: ReplaceScheduleDto, example: scheduleBody },
  })
  replace(
    @Param('id', IdPipe) id: string,
    @Body() body: ReplaceScheduleDto,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<ScheduleDto> {
    return this.client.call('schedule.replace', { id, body, ifVersion, actor });
  }

  @Delete(':id')
  @RequirePermission('schedule:write', ofSchedule)
  @Endpoint({
    id: 'deleteSchedule',
    summary: 'Delete a schedule',
    status: 204,
    problems: [401, 403, 404, 412, 503],
    conditional: true,
  })
  async delete(
    @Param('id', IdPipe) id: string,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<void> {
    await this.client.call('schedule.delete', { id, ifVersion, actor });
  }

  @Post(':id/pause')
  @RequirePermission('schedule:operate', ofSchedule)
  @Endpoint({
    id: 'pauseSchedule',
    summary: 'Pause a schedule',
    answer: ScheduleDto,
    problems: [401, 403, 404, 409, 503],
  })
  pause(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<ScheduleDto> {
    return this.client.call('schedule.pause', { id, actor });
  }

  @Post(':id/resume')
  @RequirePermission('schedule:operate', ofSchedule)
  @Endpoint({
    id: 'resumeSchedule',
    summary: 'Resume a schedule',
    answer: ScheduleDto,
    problems: [401, 403, 404, 409, 503],
  })
  resume(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<ScheduleDto> {
    return this.client.call('schedule.resume', { id, actor });
  }

  @Get(':id/versions')
  @RequirePermission('schedule:read', ofSchedule)
  @Endpoint({
    id: 'listScheduleVersions',
    summary: 'List the versions of a schedule, the newest first',
    answer: ScheduleVersionPage,
    problems: [401, 403, 404, 422, 503],
  })
  versions(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<Page<ScheduleVersionDto>> {
    return this.client.call('schedule.versions', { id, query });
  }

  @Get(':id/why')
  @RequirePermission('schedule:read', ofSchedule)
  @Endpoint({
    id: 'whySchedule',
    summary: 'Say why a schedule does not fire, or when it fires next',
    answer: ScheduleWhyDto,
    problems: [401, 403, 404, 503],
  })
  why(@Param('id', IdPipe) id: string): Promise<ScheduleWhyDto> {
    return this.client.call('schedule.why', { id });
  }

  @Get(':id/preview')
  @RequirePermission('schedule:read', ofSchedule)
  @Endpoint({
    id: 'previewSchedule',
    summary: 'Show the coming fires of a schedule',
    description:
      'With what clock changes do to them, and the next one that does. A paused one is shown as if it went on.',
    answer: FirePreviewDto,
    problems: [401, 403, 404, 422, 503],
  })
  coming(@Param('id', IdPipe) id: string, @Query() query: ComingFiresQuery): Promise<FirePreviewDto> {
    return this.client.call('schedule.coming', { id, query });
  }

  @Get(':id/fires')
  @RequirePermission('schedule:read', ofSchedule)
  @Endpoint({
    id: 'listFires',
    summary: 'List the planned times of a schedule and what became of them',
    answer: FirePage,
    problems: [401, 403, 404, 422, 503],
  })
  fires(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<Page<FireDto>> {
    return this.client.call('schedule.fires', { id, query });
  }
}
