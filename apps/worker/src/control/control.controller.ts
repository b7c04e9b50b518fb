import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ControlMessage } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';
import { Attempts } from '../executing/attempts.js';
import { ReportOutbox } from '../reporting/report-outbox.js';
import { AttemptAudit } from './attempt-audit.js';
import { Draining } from './draining.js';

/** What masters want of this worker and its attempts. */
@Controller()
export class ControlController {
  constructor(
    private readonly attempts: Attempts,
    private readonly outbox: ReportOutbox,
    private readonly draining: Draining,
    private readonly audit: AttemptAudit,
  ) {}

  @EventPattern('worker.control')
  async control(@Payload() message: ControlMessage): Promise<void> {
    if (message.v !== 1)
      throw new InvalidError(`Control message of version ${String(message.v)} is not understood.`);
    switch (message.kind) {
      case 'confirm':
        return await this.outbox.confirm(message.reportIds);
      case 'cancel':
        return this.attempts.get(message)?.end({ kind: 'cancelled', reason: message.reason });
      case 'stop':
        return this.attempts.get(message)?.end({ kind: 'stopped', reason: message.reason });
      case 'drain':
        return await this.draining.order('drain');
      case 'audit':
        return await this.audit.answer(message.attempts);
      case 'cordon':
        return await this.draining.order('cordon');
      case 'resume':
        return await this.draining.order('work');
      default:
        throw new InvalidError('Control message of an unknown kind.');
    }
  }
}
