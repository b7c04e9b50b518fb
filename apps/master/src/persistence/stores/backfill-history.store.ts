import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';

/** Removes backfills that nobody will ask for any more. */
@Injectable()
export class BackfillHistoryStore {
  /** Those made before the id that are finished, with what was known of their runs; resolves to how many rows it removed. */
  async prune(session: Session, beforeId: string, limit: number): Promise<number> {
    const [oldest] = await session.select<{ id: string }>(
      'SELECT id FROM backfill WHERE id < ? AND finished_at IS NOT NULL ORDER BY id LIMIT 1',
      [beforeId],
    );
    if (!oldest) return 0;
    const claims = await session.select<{ planned_at: Date }>(
      'SELECT planned_at FROM backfill_run WHERE backfill_id = ? ORDER BY planned_at LIMIT ?',
      [oldest.id, limit],
    );
    if (claims.length > 0) {
      await session.execute('DELETE FROM backfill_run WHERE backfill_id = ? AND planned_at IN (?)', [
        oldest.id,
        claims.map((row) => row.planned_at),
      ]);
    }
    if (claims.length === limit) return limit;
    await session.execute('DELETE FROM backfill WHERE id = ?', [oldest.id]);
    // Others may follow, however few rows it had.
    return limit;
  }
}
