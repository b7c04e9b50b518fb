import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { WorkflowAnalysisDto, WorkflowAnalysisQuery } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

/** It reads up to 200,000 rows. */
const deadlineMs = 20_000;

/** What the runs of a workflow tell of it. */
@ApiTags('workflows')
@Controller('workflows/:id')
export class WorkflowAnalysisController {
  constructor(private readonly client: ServiceClient) {}

  @Get('analysis')
  @RequirePermission('run:read', of('workflow'))
  @Endpoint({
    id: 'analyseWorkflow',
    summary: 'Analyse the workflow runs of a version that ended last',
    description:
      'How they ended, how long they took and whether that grows, where the time went, and which nodes it is owed to: the bottlenecks ' +
      'come first. Of large workflows fewer runs are looked at than asked for; `runsLookedAt` says how many.',
    answer: WorkflowAnalysisDto,
    problems: [401, 403, 404, 422, 503],
  })
  analyse(
    @Param('id', IdPipe) id: string,
    @Query() query: WorkflowAnalysisQuery,
  ): Promise<WorkflowAnalysisDto> {
    return this.client.call('workflow.analysis', { id, query }, deadlineMs);
  }
}
