import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { SecretKeys } from './secret-keys.js';

/** Says when secrets are brought under the current key. */
@Injectable()
export class KeySchedule {
  /** How many it said last cannot be opened. */
  #told = 0;

  constructor(
    private readonly keys: SecretKeys,
    private readonly log: MasterLogger,
  ) {}

  @Cron('*/5 * * * * *', { name: 'secret-keys', waitForCompletion: true })
  async onTime(): Promise<void> {
    try {
      const { rewrapped, unopenable } = await this.keys.runOnce();
      if (rewrapped > 0) this.log.logger.info(`brought ${rewrapped} secrets under the current key`);
      if (unopenable > 0 && unopenable !== this.#told) {
        this.log.logger.warn(
          `${unopenable} secrets of former keys cannot be opened; they must be written again`,
        );
      }
      this.#told = unopenable;
    } catch (error) {
      this.log.logger.warn(
        `secrets were not brought under the current key (${messageOf(error)}); tried again in 5 s`,
      );
    }
  }
}
