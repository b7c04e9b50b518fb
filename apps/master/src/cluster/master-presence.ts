import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { MasterSettings } from '../master-settings.js';
import { MasterStore, type MasterIdentity } from '../persistence/stores/master.store.js';
import { softwareVersion } from '../software-version.js';

/** Shows this master in the registry for as long as it lives. */
@Injectable()
export class MasterPresence {
  readonly #identity: MasterIdentity;

  constructor(
    private readonly database: Database,
    private readonly masters: MasterStore,
    settings: MasterSettings,
    clock: Clock,
  ) {
    this.#identity = {
      id: settings.config.nodeId,
      epoch: newId(),
      host: hostname(),
      version: softwareVersion,
      startedAt: clock.now(),
    };
  }

  async runOnce(): Promise<void> {
    await this.database.run((session) => this.masters.recordAlive(session, this.#identity));
  }
}
