import { Injectable } from '@nestjs/common';
import type { MasterTick } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { Leadership } from './leadership.js';
import { ThisMaster } from './this-master.js';

/** At most so often is a tick sent out of turn. */
const hurryEveryMs = 50;

/** Puts ticks of this master into the leader's queue, and judges those that come out of it. */
@Injectable()
export class LeaderTicks {
  #sentMs = -Infinity;

  constructor(
    private readonly sender: MessageSender,
    private readonly leadership: Leadership,
    private readonly master: ThisMaster,
  ) {}

  async runOnce(): Promise<void> {
    this.#sentMs = performance.now();
    const { id, epoch } = this.master;
    const tick: MasterTick = { v: 1, masterId: id, masterEpoch: epoch, stampMs: this.#sentMs };
    await this.sender.send('master.tick', tick);
  }

  /** The queue serves this master now: a tick of its own makes sure, at once rather than in its turn. */
  async take(tick: MasterTick): Promise<void> {
    if (tick.masterEpoch === this.master.epoch) return this.leadership.served(tick.stampMs);
    const { verdict } = this.leadership;
    const served = verdict === 'lead' || verdict === 'take';
    if (!served && performance.now() - this.#sentMs > hurryEveryMs) await this.runOnce();
  }
}
