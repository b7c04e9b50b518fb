import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { RunCanceller } from './run-canceller.js';
import { RunClaims } from './run-claims.js';
import { RunSamples } from './run-samples.js';
import { RunTrigger } from './run-trigger.js';
import { RunService } from './run.service.js';

/** Answers `run.*`. */
@Controller()
export class RunController {
  constructor(
    private readonly runs: RunService,
    private readonly trigger: RunTrigger,
    private readonly claims: RunClaims,
    private readonly canceller: RunCanceller,
    private readonly samples: RunSamples,
  ) {}

  @MessagePattern('run.trigger')
  async triggerOne(
    @Payload() { taskId, body, requestKey }: CallRequest<'run.trigger'>,
  ): Promise<CallReply<'run.trigger'>> {
    const [run] = await this.trigger.trigger(taskId, [body], { requestKey, only: 'task' });
    return run!;
  }

  @MessagePattern('run.triggerBatch')
  async triggerBatch(
    @Payload() { taskId, items, requestKey }: CallRequest<'run.triggerBatch'>,
  ): Promise<CallReply<'run.triggerBatch'>> {
    return { items: await this.trigger.trigger(taskId, items, { requestKey, only: 'task' }) };
  }

  @MessagePattern('run.get')
  get(@Payload() { id }: CallRequest<'run.get'>): Promise<CallReply<'run.get'>> {
    return this.runs.get(id);
  }

  @MessagePattern('run.list')
  list(@Payload() { query, projects }: CallRequest<'run.list'>): Promise<CallReply<'run.list'>> {
    return this.runs.list(query, projects);
  }

  @MessagePattern('run.attempts')
  async attempts(@Payload() { id }: CallRequest<'run.attempts'>): Promise<CallReply<'run.attempts'>> {
    return { items: await this.runs.attempts(id) };
  }

  @MessagePattern('run.samples')
  plot(@Payload() { id, query }: CallRequest<'run.samples'>): Promise<CallReply<'run.samples'>> {
    return this.samples.plot(id, query);
  }

  @MessagePattern('run.cancel')
  cancel(@Payload() { id, reason }: CallRequest<'run.cancel'>): Promise<CallReply<'run.cancel'>> {
    return this.canceller.cancel(id, reason);
  }

  @MessagePattern('run.retry')
  retry(@Payload() { id, requestKey }: CallRequest<'run.retry'>): Promise<CallReply<'run.retry'>> {
    return this.runs.retry(id, requestKey);
  }

  @MessagePattern('run.claim')
  claim(@Payload() request: CallRequest<'run.claim'>): Promise<CallReply<'run.claim'>> {
    return this.claims.claim(request);
  }
}
