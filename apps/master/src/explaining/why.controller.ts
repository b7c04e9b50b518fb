import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { RunWhy } from './run-why.js';

/** Answers `run.why`. */
@Controller()
export class WhyController {
  constructor(private readonly runs: RunWhy) {}

  @MessagePattern('run.why')
  run(@Payload() { id, projects }: CallRequest<'run.why'>): Promise<CallReply<'run.why'>> {
    return this.runs.of(id, projects);
  }
}
