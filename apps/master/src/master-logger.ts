import { Injectable } from '@nestjs/common';
import type { Logger } from '@orrery/runtime';

/** The master's logger, in a form that can be injected. */
@Injectable()
export class MasterLogger {
  constructor(readonly logger: Logger) {}
}
