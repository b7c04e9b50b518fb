import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { CallReply } from '@orrery/contracts';
import { ConsistencyService } from './consistency.service.js';

/** Answers `cluster.consistency`. */
@Controller()
export class ConsistencyController {
  constructor(private readonly consistency: ConsistencyService) {}

  @MessagePattern('cluster.consistency')
  show(): Promise<CallReply<'cluster.consistency'>> {
    return this.consistency.show();
  }
}
