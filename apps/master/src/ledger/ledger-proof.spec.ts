import type { Database, Session } from '@orrery/persistence';
import { SettableClock } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry, LedgerSpan } from '../persistence/stores/ledger.store.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import { given } from '../testing/specimens.js';
import { LedgerBounds } from './ledger-bounds.js';
import { LedgerProof } from './ledger-proof.js';
import type { LedgerStores } from './ledger-stores.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const schedules = Array.from({ length: 120 }, (_, n) =>
  given.schedule({ kind: 'fixedRate', everyMs: 1_000 }, { id: String(n).padStart(3, '0') }),
);

/** A ledger in which each schedule has all it should have, for so many seconds. */
function proofOf(seconds: number) {
  const settings = { current: () => 30 } as unknown as ConstructorParameters<typeof LedgerBounds>[0];
  const stores = {
    ledger: {
      entries: (_: Session, ids: readonly string[], __: LedgerSpan, limit: number) =>
        Promise.resolve([...entriesOf(ids, seconds, limit)]),
    },
    versions: {
      idsOf: (_: Session, __: unknown, afterId: string, limit: number) =>
        Promise.resolve(
          schedules
            .map(({ id }) => id)
            .filter((id) => id > afterId)
            .slice(0, limit),
        ),
      of: (_: Session, ids: readonly string[]) =>
        Promise.resolve(
          schedules
            .filter(({ id }) => ids.includes(id))
            .map((schedule) => ({ schedule, deleted: false, planAfter: after(-1), changedBy: 'test' })),
        ),
    },
  } as unknown as LedgerStores;
  const database = {
    run: <T>(work: (session: Session) => Promise<T>) => work({} as Session),
  } as unknown as Database;
  const clock = new SettableClock(after(1_000_000_000));
  const proof = new LedgerProof(database, stores, new LedgerBounds(settings), new FireTimes(), clock);
  const span = { from: start.toISOString(), to: after(seconds * 1_000).toISOString() };
  return (cursor?: string) => proof.prove({ ...span, cursor });
}

function* entriesOf(ids: readonly string[], seconds: number, limit: number): Generator<LedgerEntry> {
  for (let n = 0; n < Math.min(limit, ids.length * seconds); n += 1) {
    const [scheduleId, plannedAt] = [ids[Math.floor(n / seconds)]!, after((n % seconds) * 1_000)];
    yield { scheduleId, plannedAt, outcome: 'FIRED', dispatchedAt: null };
  }
}

describe('LedgerProof', () => {
  it('goes over all schedules in one answer while they have little', async () => {
    expect(await proofOf(10)()).toMatchObject({
      holds: true,
      schedules: 120,
      planned: 1_200,
      nextCursor: null,
    });
  });

  it('goes on with a cursor, however much its schedules have together', async () => {
    const prove = proofOf(4_000);
    let cursor: string | null | undefined;
    const answers = [];
    do {
      const answer = await prove(cursor ?? undefined);
      answers.push(answer);
      cursor = answer.nextCursor;
    } while (cursor);
    expect(answers.length).toBeGreaterThan(1);
    expect(answers.every(({ holds }) => holds)).toBe(true);
    expect(answers.reduce((sum, { schedules: count }) => sum + count, 0)).toBe(120);
    expect(answers.reduce((sum, { planned }) => sum + planned, 0)).toBe(120 * 4_000);
  });

  it('takes a schedule alone that has much, and refuses one that has too much', async () => {
    expect(await proofOf(100_001)()).toMatchObject({ holds: true, schedules: 2, planned: 200_002 });
    await expect(proofOf(500_001)()).rejects.toMatchObject({ errors: [{ pointer: '/to' }] });
  });
});
