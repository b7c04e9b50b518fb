import { Injectable } from '@nestjs/common';
import type { ConsistencyEvent } from '@orrery/contracts';
import { Clock } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { LeaderWrites } from '../leadership/leader-writes.js';
import { ConsistencyStore, type CheckResult } from '../persistence/stores/consistency.store.js';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import type { ConsistencyTally } from './consistency-check.js';
import { judgeOpening } from './judge-opening.js';

const patienceMs = 30_000;
const longestDetail = 500;

/** Keeps the result of a check together with the event that tells that something stays open, or fits again. */
@Injectable()
export class ConsistencyRecords {
  constructor(
    private readonly writes: LeaderWrites,
    private readonly store: ConsistencyStore,
    private readonly outbox: OutboxStore,
    private readonly clock: Clock,
  ) {}

  async keep(name: string, tally: ConsistencyTally): Promise<void> {
    const now = this.clock.now();
    const open = Math.max(0, tally.found - tally.repaired);
    await this.writes.transaction(async (session) => {
      const before = (await this.store.all(session)).find((result) => result.name === name);
      const standing = before ?? { openSinceAt: null, raisedAt: null };
      const verdict = judgeOpening(standing, open, now, patienceMs);
      const result: CheckResult = {
        ...{ name, checkedAt: now, open, checked: tally.checked, found: tally.found },
        repaired: tally.repaired,
        openSinceAt: open === 0 ? null : (standing.openSinceAt ?? now),
        raisedAt: open === 0 ? null : verdict === 'raise' ? now : standing.raisedAt,
        detail: open === 0 ? null : (tally.detail?.slice(0, longestDetail) ?? null),
      };
      await this.store.put(session, result);
      if (verdict === 'raise' || verdict === 'close') {
        await this.outbox.add(session, [toldOf(result, now)], now);
      }
    });
  }
}

function toldOf({ name, open, detail }: CheckResult, now: Date) {
  const state = open > 0 ? ('open' as const) : ('closed' as const);
  const payload: ConsistencyEvent = {
    ...{ v: 1, id: newId(), at: now.toISOString() },
    ...{ check: name, state, open, detail },
  };
  return { message: 'consistency.event' as const, routingKey: `consistency.${state}`, payload };
}
