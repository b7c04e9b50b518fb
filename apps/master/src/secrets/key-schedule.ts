import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { SecretKeys } from './secret-keys.js';

/** Says when secrets are brought under the current key. */
@Injectable()
export class KeySchedule {
  constructor(
    private readonly keys: SecretKeys,
    private readonly log: MasterLogger,
  ) {}

  @Cron('*/5 * * * * *', { name: 'secret-keys', waitForCompletion: true })
  async onTime(): Promise<void> {
    try {
      const count = await this.keys.runOnce();
      if (count > 0) this.log.logger.info(`brought ${count} secrets under the current key`);
    } catch (error) {
      this.log.logger.warn(
        `secrets were not brought under the current key (${messageOf(error)}); tried again in 5 s`,
      );
    }
  }
}
