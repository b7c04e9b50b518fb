import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AttemptSamplesDto,
  AttemptSamplesQuery,
  ListedRunDto,
  pageOf,
  RunDetailsDto,
  RunDto,
  RunListQuery,
  RunWhyDto,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor, Caller, VisibleProjects } from '../access/parameters.js';
import { Principal } from '../access/principal.js';
import { of, RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { LocatedAt } from '../http/resource-headers.interceptor.js';
import { Repeatable, RequestKey } from '../idempotency/idempotency.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';
import { AttemptsDto, CancelRunDto } from './run-actions.dto.js';

const RunPage = pageOf(ListedRunDto);
const ofRun = of('run');

@ApiTags('runs')
@Controller('runs')
export class RunsController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('run:read', somewhere)
  @Endpoint({
    id: 'listRuns',
    summary: 'List and filter runs',
    description: 'Newest first. Long `params` and `result` are left out, and named in `omitted`.',
    answer: RunPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: RunListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<ListedRunDto>> {
    return this.client.call('run.list', { query, projects });
  }

  @Get(':id')
  @RequirePermission('run:read', ofRun)
  @Endpoint({ id: 'getRun', summary: 'Show a run', answer: RunDetailsDto, problems: [401, 403, 404, 503] })
  get(@Param('id', IdPipe) id: string): Promise<RunDetailsDto> {
    return this.client.call('run.get', { id });
  }

  @Get(':id/attempts')
  @RequirePermission('run:read', ofRun)
  @Endpoint({
    id: 'listAttempts',
    summary: 'List the attempts of a run',
    answer: AttemptsDto,
    problems: [401, 403, 404, 503],
  })
  async attempts(@Param('id', IdPipe) id: string): Promise<AttemptsDto> {
    const { items } = await this.client.call('run.attempts', { id });
    return { items: [...items] };
  }

  @Get(':id/samples')
  @RequirePermission('run:read', ofRun)
  @Endpoint({
    id: 'listAttemptSamples',
    summary: 'Show what an attempt of a run took over its time',
    description:
      'Processor, memory, processes and disk of all its processes together. Of an attempt that runs, what has arrived; none of ' +
      'one that was over within about two seconds, and none of what runs no programs.',
    answer: AttemptSamplesDto,
    problems: [401, 403, 404, 422, 503],
  })
  samples(@Param('id', IdPipe) id: string, @Query() query: AttemptSamplesQuery): Promise<AttemptSamplesDto> {
    return this.client.call('run.samples', { id, query });
  }

  @Get(':id/why')
  @RequirePermission('run:read', ofRun)
  @Endpoint({
    id: 'explainRun',
    summary: 'Say why a run is not running',
    description:
      'Everything that stands in its way, the first thing first: pauses, limits and who has their slots, workers that do not fit, its place in the queue and an estimate.',
    answer: RunWhyDto,
    problems: [401, 403, 404, 503],
  })
  why(@Param('id', IdPipe) id: string, @Caller() caller: Principal): Promise<RunWhyDto> {
    return this.client.call('run.why', { id, projects: caller.projectsWith('run:read') });
  }

  @Post(':id/cancel')
  @RequirePermission('run:control', ofRun)
  @Endpoint({
    id: 'cancelRun',
    summary: 'Cancel a run',
    description:
      'A waiting run is cancelled at once, a running one when its processes have ended; one that has ended stays as it is.',
    status: 202,
    answer: RunDto,
    problems: [401, 403, 404, 422, 503],
    body: { type: CancelRunDto, example: { reason: 'started by mistake' }, optional: true },
  })
  cancel(
    @Param('id', IdPipe) id: string,
    @Body() { reason }: CancelRunDto,
    @Actor() actor: string,
  ): Promise<RunDto> {
    return this.client.call('run.cancel', { id, reason, actor });
  }

  @Post(':id/retry')
  @RequirePermission('run:control', ofRun)
  @LocatedAt('runs')
  @Repeatable()
  @Endpoint({
    id: 'retryRun',
    summary: 'Run an ended run again',
    description: 'Makes a new run of the task as it is now, with the same parameters.',
    status: 202,
    answer: RunDto,
    problems: [401, 403, 404, 409, 422, 503],
  })
  retry(
    @Param('id', IdPipe) id: string,
    @Actor() actor: string,
    @RequestKey() requestKey: string | undefined,
  ): Promise<RunDto> {
    return this.client.call('run.retry', { id, actor, requestKey });
  }
}
