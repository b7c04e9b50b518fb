import type { Session } from '@orrery/persistence';

/** A session that tells of all rows it selects. */
export function countingRows(session: Session, see: (rows: readonly unknown[]) => void): Session {
  const select: Session['select'] = async (sql, params) => {
    const rows = await session.select<never>(sql, params);
    see(rows);
    return rows;
  };
  return Object.assign(Object.create(session) as Session, { select });
}
