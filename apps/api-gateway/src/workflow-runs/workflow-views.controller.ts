import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { TimelineQuery, WorkflowTimelineDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import type { FastifyReply } from 'fastify';
import { Caller } from '../access/parameters.js';
import { Principal } from '../access/principal.js';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { LiveStreams } from '../live/live-streams.js';
import { WorkflowFollower } from '../live/workflow-follower.js';
import { Endpoint } from '../openapi/endpoint.js';
import { WorkflowPictures } from './workflow-pictures.js';

const ofWorkflowRun = of('workflowRun');
const SVG = 'image/svg+xml; charset=utf-8';

/** How a workflow run is getting on: live, over time, and as pictures. */
@ApiTags('workflow-runs')
@Controller('workflow-runs/:id')
export class WorkflowViewsController {
  constructor(
    private readonly client: ServiceClient,
    private readonly pictures: WorkflowPictures,
    private readonly streams: LiveStreams,
    private readonly follower: WorkflowFollower,
  ) {}

  @Get('stream')
  @RequirePermission('run:read', ofWorkflowRun)
  @ApiProduces('text/event-stream')
  @Endpoint({
    id: 'streamWorkflowRun',
    summary: 'Follow a workflow run (server-sent events)',
    description:
      'Events `run` with the workflow run, and `nodes` with `items` of node id, state and run id: first as they are (nodes that have ' +
      'started, or never will), then whenever they have changed; `end` with the final state. A stream that closes without `end` ' +
      '(after 15 minutes at the latest) is opened again.',
    problems: [401, 403, 404, 429, 503],
  })
  async stream(
    @Param('id', IdPipe) id: string,
    @Caller() caller: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.client.call('workflowRun.get', { id }); // an unknown one is told by status, before the stream begins
    await this.streams.serve(caller, reply, (signal) => this.follower.changes(id, signal));
  }

  @Get('timeline')
  @RequirePermission('run:read', ofWorkflowRun)
  @Endpoint({
    id: 'getWorkflowTimeline',
    summary: 'Tell when each node of a workflow run was queued and ran',
    description: 'Each attempt by itself; the items of a map together.',
    answer: WorkflowTimelineDto,
    problems: [401, 403, 404, 422, 503],
  })
  timeline(@Param('id', IdPipe) id: string, @Query() query: TimelineQuery): Promise<WorkflowTimelineDto> {
    return this.client.call('workflowRun.timeline', { id, query });
  }

  @Get('graph.svg')
  @RequirePermission('run:read', ofWorkflowRun)
  @ApiProduces('image/svg+xml')
  @Header('content-type', SVG)
  @Header('cache-control', 'no-cache')
  @Endpoint({
    id: 'drawWorkflowGraph',
    summary: 'Draw a workflow run as a graph',
    description:
      'An SVG picture of up to 1,000 nodes and 5,000 edges, with states and durations as they are now.',
    problems: [401, 403, 404, 422, 503],
  })
  graph(@Param('id', IdPipe) id: string): Promise<string> {
    return this.pictures.graph(id);
  }

  @Get('timeline.svg')
  @RequirePermission('run:read', ofWorkflowRun)
  @ApiProduces('image/svg+xml')
  @Header('content-type', SVG)
  @Header('cache-control', 'no-cache')
  @Endpoint({
    id: 'drawWorkflowTimeline',
    summary: 'Draw when each node of a workflow run was queued and ran',
    description: 'An SVG picture of the 500 nodes that began first, in the time zone of the workflow.',
    problems: [401, 403, 404, 422, 503],
  })
  timelinePicture(@Param('id', IdPipe) id: string): Promise<string> {
    return this.pictures.timeline(id);
  }
}
