import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiTags } from '@nestjs/swagger';
import { IntegerField } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import type { FastifyReply } from 'fastify';
import { Caller } from '../access/parameters.js';
import { Principal } from '../access/principal.js';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { LiveStreams } from '../live/live-streams.js';
import { RunFollower } from '../live/run-follower.js';
import { Endpoint } from '../openapi/endpoint.js';

const ofRun = of('run');

export class LogStreamQuery {
  @IntegerField({ optional: true, default: 0, description: 'Begin after this `seq`; Last-Event-ID wins.' })
  after?: number;
}

@ApiTags('runs')
@Controller('runs/:id')
export class RunStreamsController {
  constructor(
    private readonly client: ServiceClient,
    private readonly streams: LiveStreams,
    private readonly follower: RunFollower,
  ) {}

  @Get('logs/stream')
  @RequirePermission('run:read', ofRun)
  @ApiProduces('text/event-stream')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `seq` of the last line received.',
    schema: { type: 'string' },
  })
  @Endpoint({
    id: 'streamLog',
    summary: 'Follow the log of a run (server-sent events)',
    description:
      'Events `log` with the line as data and its `seq` as id; `gap` with `from` and `to` where lines are missing for good; `end` when the run has ended and all lines were sent. ' +
      'A stream that closes without `end` (after 15 minutes at the latest) is opened again with `Last-Event-ID`.',
    problems: [401, 403, 404, 422, 429, 503],
  })
  async logs(
    @Param('id', IdPipe) id: string,
    @Query() { after = 0 }: LogStreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Caller() caller: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.client.call('run.get', { id }); // an unknown run is told by status, before the stream begins
    const from = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : after;
    await this.streams.serve(caller, reply, (signal) => this.follower.logs(id, from, signal));
  }

  @Get('events')
  @RequirePermission('run:read', ofRun)
  @ApiProduces('text/event-stream')
  @Endpoint({
    id: 'streamRun',
    summary: 'Follow the state of a run (server-sent events)',
    description: 'Events `run` with the run as data whenever it changed; `end` with its final state.',
    problems: [401, 403, 404, 429, 503],
  })
  async events(
    @Param('id', IdPipe) id: string,
    @Caller() caller: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.client.call('run.get', { id });
    await this.streams.serve(caller, reply, (signal) => this.follower.states(id, signal));
  }
}
