import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ListedNodeRunDto,
  MapItemDto,
  MapItemListQuery,
  NodeRunDetailsDto,
  PageQuery,
  pageOf,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Untagged } from '../http/resource-headers.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';

const NodeRunPage = pageOf(ListedNodeRunDto);
const MapItemPage = pageOf(MapItemDto);
const ofWorkflowRun = of('workflowRun');

/** Nodes of a workflow run, and the items of its maps. */
@ApiTags('workflow-runs')
@Controller('workflow-runs/:id/nodes')
@Untagged()
export class NodeRunsController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('run:read', ofWorkflowRun)
  @Endpoint({
    id: 'listNodes',
    summary: 'List the nodes of a workflow run with their states',
    description:
      'In the order of the definition, those that have not started included. Long `outputs` and `detail` are left out, and named in ' +
      '`omitted`.',
    answer: NodeRunPage,
    problems: [401, 403, 404, 422, 503],
  })
  list(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<Page<ListedNodeRunDto>> {
    return this.client.call('workflowRun.nodes', { id, query });
  }

  @Get(':nodeId')
  @RequirePermission('run:read', ofWorkflowRun)
  @Endpoint({
    id: 'getNode',
    summary: 'Show a node of a workflow run with all that belongs to it',
    description:
      'Its run and attempts, all it gave, why it has not started, and of a map how many items are in which state.',
    answer: NodeRunDetailsDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('id', IdPipe) id: string, @Param('nodeId', IdPipe) nodeId: string): Promise<NodeRunDetailsDto> {
    return this.client.call('workflowRun.node', { id, nodeId });
  }

  @Get(':nodeId/items')
  @RequirePermission('run:read', ofWorkflowRun)
  @Endpoint({
    id: 'listMapItems',
    summary: 'List the items of a map, each with its run and what undoes it',
    description:
      'In their order. With `state`, a page looks at 20,000 items at most, and may be shorter than its limit although more follow: ' +
      'ask on as long as there is a `nextCursor`.',
    answer: MapItemPage,
    problems: [401, 403, 404, 422, 503],
  })
  mapItems(
    @Param('id', IdPipe) id: string,
    @Param('nodeId', IdPipe) nodeId: string,
    @Query() query: MapItemListQuery,
  ): Promise<Page<MapItemDto>> {
    return this.client.call('workflowRun.items', { id, nodeId, query });
  }
}
