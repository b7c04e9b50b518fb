import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApprovalDto, ApprovalListQuery, pageOf, type Page } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { VisibleProjects } from '../access/parameters.js';
import { RequirePermission, somewhere } from '../access/require-permission.js';
import { Endpoint } from '../openapi/endpoint.js';

const ApprovalPage = pageOf(ApprovalDto);

@ApiTags('workflow-runs')
@Controller('approvals')
export class ApprovalsController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('run:read', somewhere)
  @Endpoint({
    id: 'listApprovals',
    summary: 'List what waits for somebody to approve or reject it',
    description:
      'Nodes of the oldest workflow runs first. Decide by `/workflow-runs/{id}/nodes/{nodeId}/approve` or `reject`.',
    answer: ApprovalPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: ApprovalListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<ApprovalDto>> {
    return this.client.call('workflowRun.approvals', { query, projects });
  }
}
