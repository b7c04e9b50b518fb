import { Injectable } from '@nestjs/common';
import { Database, type Session } from '@orrery/persistence';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import { ParkedNews } from './parked-news.js';
import { ParkedOrder } from './parked-order.js';
import { WakeRules, type WakeRule } from './wake-rules.js';

const mostAtOnce = 500;

/**
 * Puts parked runs back into the backlog when what they wait for is there, in their order and no more than fit. It looks
 * by itself every now and then, so that no lost news leaves a run behind.
 */
@Injectable()
export class ParkedRunWaker {
  constructor(
    private readonly database: Database,
    private readonly parked: ParkedRunStore,
    private readonly rules: WakeRules,
    private readonly order: ParkedOrder,
    private readonly news: ParkedNews,
  ) {}

  /** One batch of each queue, so that none waits until another is empty. */
  async runOnce(): Promise<{ woken: number }> {
    const keys = await this.database.run((session) => this.parked.keys(session));
    let woken = 0;
    for (const key of keys) woken += await this.#wakeSome(key);
    if (woken > 0) this.news.tellOfWoken();
    return { woken };
  }

  /** What is not there costs no transaction: thousands of tasks may be paused. */
  async #wakeSome(key: string): Promise<number> {
    const rule = await this.database.run((session) => this.rules.ruleFor(session, key));
    if (rule.againInMs !== undefined) this.news.lookAgainIn(rule.againInMs);
    if (rule.most === 0) return 0;
    const woken = await this.database.transaction((session) => this.#wake(session, key, rule));
    if (woken === mostAtOnce) this.news.lookAgainIn(0);
    return woken;
  }

  async #wake(session: Session, key: string, rule: WakeRule): Promise<number> {
    const queue = await this.order.first(session, key, Math.min(rule.most, mostAtOnce));
    const chosen = rule.choose(queue).map((row) => row.run_id);
    if (chosen.length === 0) return 0;
    const claimed = await this.parked.claim(session, chosen);
    if (claimed.length > 0) await this.parked.unpark(session, claimed);
    if (claimed.length < chosen.length) await this.#forgetStale(session, chosen);
    return claimed.length;
  }

  async #forgetStale(session: Session, runIds: readonly string[]): Promise<void> {
    const stale = await this.parked.stale(session, runIds);
    if (stale.length > 0) await this.parked.forget(session, stale);
  }
}
