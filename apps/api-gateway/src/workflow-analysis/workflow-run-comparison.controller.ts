import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CompareRunsQuery, WorkflowRunComparisonDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

/** Two runs of a workflow beside each other. */
@ApiTags('workflow-runs')
@Controller('workflow-runs')
export class WorkflowRunComparisonController {
  constructor(private readonly client: ServiceClient) {}

  @Get(':id/compare')
  @RequirePermission('run:read', of('workflowRun'))
  @Endpoint({
    id: 'compareWorkflowRuns',
    summary: 'Compare a workflow run with another run of the same workflow',
    description:
      'Node by node, with what decided how long each of them took. They may be of different versions: nodes are the same when their ids are.',
    answer: WorkflowRunComparisonDto,
    problems: [401, 403, 404, 422, 503],
  })
  compare(
    @Param('id', IdPipe) id: string,
    @Query() { with: withId }: CompareRunsQuery,
  ): Promise<WorkflowRunComparisonDto> {
    return this.client.call('workflowRun.compare', { id, withId });
  }
}
