import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { MasterSettings } from '../master-settings.js';
import type { MasterIdentity } from '../persistence/stores/master.store.js';
import { softwareVersion } from '../software-version.js';

/** Who this master is; the epoch tells its present life from former ones under the same id. */
@Injectable()
export class ThisMaster implements MasterIdentity {
  readonly id: string;
  readonly epoch = newId();
  readonly host = hostname();
  readonly version = softwareVersion;
  readonly startedAt: Date;

  constructor(settings: MasterSettings, clock: Clock) {
    this.id = settings.config.nodeId;
    this.startedAt = clock.now();
  }
}
