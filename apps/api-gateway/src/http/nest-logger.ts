import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@orrery/runtime';

/** Lets Nest's own messages join the gateway's log; its chatter at the start becomes `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug(String(message));
  }

  debug(message: unknown): void {
    this.logger.debug(String(message));
  }

  verbose(message: unknown): void {
    this.logger.trace(String(message));
  }

  warn(message: unknown): void {
    this.logger.warn(String(message));
  }

  error(message: unknown, detail?: unknown): void {
    this.logger.error({ detail }, String(message));
  }

  fatal(message: unknown): void {
    this.logger.fatal(String(message));
  }
}
