import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { LogChunkMessage } from '@orrery/contracts';
import { RunLogs } from './run-logs.js';

/** Takes log chunks off `master.logs` in batches; they are acknowledged when they are stored. */
@Controller()
export class LogConsumer {
  constructor(private readonly logs: RunLogs) {}

  @EventPattern('log.chunk')
  async onChunks(@Payload() chunks: readonly LogChunkMessage[]): Promise<void> {
    await this.logs.append(chunks);
  }
}
