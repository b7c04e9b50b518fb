import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { LeaseMessage, WorkerPing } from '@orrery/contracts';
import { Lease } from '../fencing/lease.js';
import { Answers } from '../heartbeat/answers.js';
import { LogLimit } from '../logs/log-limit.js';
import { Draining } from './draining.js';

/** What masters say to the life of this worker: they ask for it, and confirm it. */
@Controller()
export class LifeController {
  constructor(
    private readonly lease: Lease,
    private readonly draining: Draining,
    private readonly answers: Answers,
    private readonly logLimit: LogLimit,
  ) {}

  /** Its arrival is the answer, unless the leader wants to hear this worker. */
  @EventPattern('worker.ping')
  ping(@Payload() { answer }: WorkerPing): void {
    if (answer) this.answers.give();
  }

  @EventPattern('worker.lease')
  async renew(@Payload() { workerEpoch, stampMs, leaseMs, duty, logBytes }: LeaseMessage): Promise<void> {
    if (!this.lease.renew(workerEpoch, stampMs, leaseMs)) return;
    this.logLimit.learn(logBytes);
    await this.draining.remember(duty, stampMs);
  }
}
