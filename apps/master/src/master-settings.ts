import { Injectable } from '@nestjs/common';
import type { MasterConfig } from './config.js';

/** The master's configuration, in a form that can be injected. */
@Injectable()
export class MasterSettings {
  constructor(readonly config: MasterConfig) {}
}
