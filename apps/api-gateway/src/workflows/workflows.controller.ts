import { Body, Controller, Post } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { CreateWorkflowDto, WorkflowValidationDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { ofBody, RequirePermission } from '../access/require-permission.js';
import { refuseUnusableJson } from '../http/plain-json.js';
import { TakesYaml } from '../http/yaml-body.js';
import { Endpoint } from '../openapi/endpoint.js';
import { newWorkflow } from './workflow.examples.js';

@ApiTags('workflows')
@Controller('workflows')
export class WorkflowsController {
  constructor(private readonly client: ServiceClient) {}

  @Post('validate')
  @RequirePermission('workflow:read', ofBody)
  @TakesYaml()
  @ApiConsumes('application/json', 'application/yaml')
  @Endpoint({
    id: 'validateWorkflow',
    summary: 'Check a workflow without creating it, and plan it',
    description:
      'Answers 200 also when the workflow is not valid: with everything that is wrong, each by its place. The body may be YAML.',
    answer: WorkflowValidationDto,
    problems: [400, 401, 403, 413, 415, 422, 503],
    body: { type: CreateWorkflowDto, example: newWorkflow },
  })
  validate(@Body() body: unknown): Promise<WorkflowValidationDto> {
    refuseUnusableJson(body);
    return this.client.call('workflow.validate', { body: body ?? {} });
  }
}
