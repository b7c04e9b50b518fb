import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FoundLinesDto, LogSearchQuery } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

const ofTask = of('task');

@ApiTags('tasks')
@Controller('tasks/:id/logs')
export class TaskLogsController {
  constructor(private readonly client: ServiceClient) {}

  @Get('search')
  @RequirePermission('run:read', ofTask)
  @Endpoint({
    id: 'searchTaskLogs',
    summary: 'Search the logs of the runs of a task',
    description:
      'The newest run first, each log from its begin. How much one answer reads is bounded: follow `nextCursor` until it is null.',
    answer: FoundLinesDto,
    problems: [401, 403, 404, 422, 503],
  })
  search(@Param('id', IdPipe) id: string, @Query() query: LogSearchQuery): Promise<FoundLinesDto> {
    return this.client.call('task.searchLogs', { id, query });
  }
}
