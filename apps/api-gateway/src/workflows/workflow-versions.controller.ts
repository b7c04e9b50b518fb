import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  PageQuery,
  pageOf,
  PlannedWorkflowDto,
  RollBackWorkflowDto,
  WorkflowDiffDto,
  WorkflowDto,
  WorkflowVersionDto,
  WorkflowVersionSummaryDto,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor } from '../access/parameters.js';
import { of, RequirePermission } from '../access/require-permission.js';
import { IfMatch } from '../http/entity-tag.js';
import { IdPipe } from '../http/id.pipe.js';
import { VersionPipe } from '../http/version.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';
import { WorkflowDiffQuery, WorkflowPlanQuery } from './workflow.queries.js';

const VersionPage = pageOf(WorkflowVersionSummaryDto);
const ofWorkflow = of('workflow');
/** A plan may read 200,000 rows. */
const planDeadlineMs = 20_000;

@ApiTags('workflows')
@Controller('workflows/:id')
export class WorkflowVersionsController {
  constructor(private readonly client: ServiceClient) {}

  @Get('versions')
  @RequirePermission('workflow:read', ofWorkflow)
  @Endpoint({
    id: 'listWorkflowVersions',
    summary: 'List the versions of a workflow',
    answer: VersionPage,
    problems: [401, 403, 404, 422, 503],
  })
  versions(
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<WorkflowVersionSummaryDto>> {
    return this.client.call('workflow.versions', { id, query });
  }

  @Get('versions/:version')
  @RequirePermission('workflow:read', ofWorkflow)
  @Endpoint({
    id: 'getWorkflowVersion',
    summary: 'Show a version of a workflow',
    answer: WorkflowVersionDto,
    problems: [401, 403, 404, 503],
  })
  version(
    @Param('id', IdPipe) id: string,
    @Param('version', VersionPipe) version: number,
  ): Promise<WorkflowVersionDto> {
    return this.client.call('workflow.version', { id, version });
  }

  @Get('diff')
  @RequirePermission('workflow:read', ofWorkflow)
  @Endpoint({
    id: 'diffWorkflow',
    summary: 'Tell what changed from one version of a workflow to another',
    description: 'Nodes are compared by their ids: moving one in the list is no change.',
    answer: WorkflowDiffDto,
    problems: [401, 403, 404, 422, 503],
  })
  diff(@Param('id', IdPipe) id: string, @Query() { from, to }: WorkflowDiffQuery): Promise<WorkflowDiffDto> {
    return this.client.call('workflow.diff', { id, from, to });
  }

  @Post('rollback')
  @RequirePermission('workflow:write', ofWorkflow)
  @Endpoint({
    id: 'rollBackWorkflow',
    summary: 'Make an earlier version of a workflow count again',
    description: 'Writes it as the newest version. Refused when it uses what is not there any more.',
    answer: WorkflowDto,
    problems: [400, 401, 403, 404, 409, 412, 413, 422, 503],
    conditional: true,
    body: { type: RollBackWorkflowDto, example: { version: 1 } },
  })
  rollBack(
    @Param('id', IdPipe) id: string,
    @Body() { version }: RollBackWorkflowDto,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<WorkflowDto> {
    return this.client.call('workflow.rollBack', { id, version, ifVersion, actor });
  }

  @Get('plan')
  @RequirePermission('workflow:read', ofWorkflow)
  @Endpoint({
    id: 'planWorkflow',
    summary: 'Plan a workflow: its levels, its width, its critical path, and how long it may take',
    description: 'Durations are those of its last workflow runs that succeeded, 20 at most.',
    answer: PlannedWorkflowDto,
    problems: [401, 403, 404, 422, 503],
  })
  plan(
    @Param('id', IdPipe) id: string,
    @Query() { version }: WorkflowPlanQuery,
  ): Promise<PlannedWorkflowDto> {
    return this.client.call('workflow.plan', { id, version }, planDeadlineMs);
  }
}
