import { columns, createTable, dropTable } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Logs that are to be shortened are known to every master. Those of runs that have more attempts than one may have been left too
 * long before: they are looked at again.
 */
export class LogShortenings1790000000087 implements MigrationInterface {
  name = 'LogShortenings1790000000087';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'log_shortening', {
      columns: {
        run_id: columns.id(),
        newest_seq: columns.bigint(),
        tries: columns.integer(),
        due_at: columns.instant(),
      },
      primaryKey: ['run_id'],
      indices: { ix_log_shortening_due: ['due_at', 'run_id'] },
    });
    await runner.query(
      `INSERT INTO log_shortening (run_id, newest_seq, tries, due_at)
       SELECT id, (attempt - 1) * 1000000000 + 1, 0, due_at FROM run WHERE attempt > 1`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, 'log_shortening');
  }
}
