import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MasterDto, NodeSamplesDto, NodeSamplesQuery, PageQuery, pageOf, type Page } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

const MasterPage = pageOf(MasterDto);

@ApiTags('masters')
@Controller('masters')
export class MastersController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('master:read', somewhere)
  @Endpoint({
    id: 'listMasters',
    summary: 'List masters',
    answer: MasterPage,
    problems: [401, 403, 422, 503],
  })
  list(@Query() query: PageQuery): Promise<Page<MasterDto>> {
    return this.client.call('master.list', { query });
  }

  @Get(':id/resources')
  @RequirePermission('master:read', somewhere)
  @Endpoint({
    id: 'getMasterResources',
    summary: 'Show what a master used over a time, for a plot',
    answer: NodeSamplesDto,
    problems: [401, 403, 422, 503],
  })
  resources(@Param('id', IdPipe) id: string, @Query() query: NodeSamplesQuery): Promise<NodeSamplesDto> {
    return this.client.call('master.resources', { id, query });
  }
}
