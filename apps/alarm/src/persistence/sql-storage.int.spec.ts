import { schemaDrift } from '@orrery/persistence';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { given } from '../testing/given.js';
import { storageConformance } from '../testing/storage-conformance.js';
import { alarmSchema } from './schema.js';
import { SqlStorage } from './sql-storage.js';

for (const kind of ['mysql', 'sqlite'] as const) {
  describe(`SqlStorage on ${kind}`, () => {
    const { database } = useDatabase({ kind, ...alarmSchema });

    storageConformance(() => new SqlStorage(database));

    it('has the schema its entities describe', async () => {
      expect(await schemaDrift(database)).toEqual([]);
    });
  });
}

describe('claiming on MySQL', () => {
  const { database } = useDatabase({ kind: 'mysql', ...alarmSchema });

  it('finds what is due by its index alone', async () => {
    const storage = new SqlStorage(database);
    await storage.run(async ({ notifications }) => {
      for (let index = 0; index < 500; index += 1) {
        const notification = given.newNotification();
        await notifications.add(notification);
      }
    });
    await database.run((session) =>
      session.execute(`UPDATE notification SET state = 'sent', next_try_at = NULL WHERE id > '0' LIMIT 480`),
    );
    await database.run((session) => session.select('ANALYZE TABLE notification'));
    const { now, skipLocked } = database.dialect;
    const plan = await database.run((session) =>
      session.select<{ key: string; Extra: string }>(
        `EXPLAIN SELECT id FROM notification WHERE next_try_at <= ${now} ORDER BY next_try_at, id LIMIT 10 ${skipLocked}`,
      ),
    );
    expect(plan).toHaveLength(1);
    expect(plan[0]!.key).toBe('notification_due');
    expect(plan[0]!.Extra).not.toMatch(/filesort/);
  });
});
