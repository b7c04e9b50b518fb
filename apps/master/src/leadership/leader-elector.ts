import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { MasterLogger } from '../master-logger.js';
import { LeadershipRecords } from './leadership-records.js';
import { Leadership } from './leadership.js';
import { ThisMaster } from './this-master.js';

/** Makes this master the leader when the broker serves it, and lets go when it does not any more. */
@Injectable()
export class LeaderElector {
  #taking: Promise<void> | undefined;

  constructor(
    private readonly leadership: Leadership,
    private readonly records: LeadershipRecords,
    private readonly master: ThisMaster,
    private readonly clock: Clock,
    private readonly log: MasterLogger,
  ) {}

  async runOnce(): Promise<void> {
    const { verdict } = this.leadership;
    if (verdict === 'take') await this.#takeOnce();
    if (verdict === 'leave') {
      this.leadership.left();
      this.log.logger.warn('no longer served as the leader; another master takes over');
    }
  }

  /** Ticks come faster than the database answers. */
  #takeOnce(): Promise<void> {
    this.#taking ??= this.#take().finally(() => (this.#taking = undefined));
    return this.#taking;
  }

  async #take(): Promise<void> {
    const { epoch, before } = await this.records.take(this.master, this.clock.now());
    this.leadership.took(epoch);
    const former = before === undefined || before === this.master.id ? '' : ` after ${before}`;
    this.log.logger.info(`master ${this.master.id} leads under epoch ${epoch}${former}`);
  }
}
