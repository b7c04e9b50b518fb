import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ListedRunDto, PageQuery, pageOf, type Page } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

const RunPage = pageOf(ListedRunDto);

/** The parts of sharded and broadcast runs. */
@ApiTags('runs')
@Controller('runs')
export class RunChildrenController {
  constructor(private readonly client: ServiceClient) {}

  @Get(':id/children')
  @RequirePermission('run:read', of('run'))
  @Endpoint({
    id: 'listRunChildren',
    summary: 'List the parts of a sharded or broadcast run, by their index',
    description: 'They are made when the run is due. The run itself is over when all of them are.',
    answer: RunPage,
    problems: [401, 403, 404, 422, 503],
  })
  children(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<Page<ListedRunDto>> {
    return this.client.call('run.children', { id, query });
  }
}
