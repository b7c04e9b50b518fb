import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { ConsumedEventStore } from '../intake/consumed-event.store.js';

/** Handled events in SQL: the primary key decides who was first, the batch id tells whether that was us. */
export class SqlConsumedEventStore extends ConsumedEventStore {
  constructor(private readonly session: Session) {
    super();
  }

  async takeNew(eventIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { dialect } = this.session;
    const batchId = newId();
    const [now] = await this.session.select<{ now_at: Date }>(`SELECT ${dialect.now} AS now_at`);
    // In the order of the key: two batches with the same events wait for each other instead of deadlocking.
    const rows = [...new Set(eventIds)]
      .sort()
      .map((eventId) => ({ event_id: eventId, batch_id: batchId, consumed_at: now!.now_at }));
    await this.session.insertMany('consumed_event', rows, { onDuplicate: 'ignore' });
    const taken = await this.session.select<{ event_id: string }>(
      'SELECT event_id FROM consumed_event WHERE event_id IN (?) AND batch_id = ?',
      [eventIds, batchId],
    );
    return new Set(taken.map((row) => row.event_id));
  }

  async prune(ageMs: number, limit: number): Promise<number> {
    const { dialect } = this.session;
    const end = dialect.plusMs(dialect.now, -ageMs);
    const old = await this.session.select<{ event_id: string }>(
      `SELECT event_id FROM consumed_event WHERE consumed_at < ${end} ORDER BY consumed_at LIMIT ?`,
      [limit],
    );
    if (old.length === 0) return 0;
    const ids = old.map((row) => row.event_id);
    return (await this.session.execute('DELETE FROM consumed_event WHERE event_id IN (?)', [ids])).affected;
  }
}
