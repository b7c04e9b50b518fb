import {
  addColumn,
  columns,
  createIndex,
  createTable,
  dropColumn,
  dropIndex,
  dropTable,
} from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Schedules whose runs look at each other, and the runs of theirs that have not ended. */
export class RunTurns1790000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'schedule', 'serial', columns.boolean({ default: false }));
    await addColumn(runner, 'schedule', 'overdue_at', columns.instant({ nullable: true }));
    await runner.query("UPDATE schedule SET serial = 1 WHERE overlap <> 'ALLOW'");
    await dropIndex(runner, 'schedule', 'ix_schedule_due');
    await createIndex(runner, 'schedule', 'ix_schedule_due', ['state', 'serial', 'next_fire_at', 'id']);
    await createTable(runner, 'run_turn', {
      columns: {
        schedule_id: columns.id(),
        planned_at: columns.instant(),
        run_id: columns.id(),
        state: columns.text(8),
      },
      primaryKey: ['schedule_id', 'planned_at'],
      indices: { ix_run_turn_state: ['state', 'schedule_id'] },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, 'run_turn');
    await dropIndex(runner, 'schedule', 'ix_schedule_due');
    await createIndex(runner, 'schedule', 'ix_schedule_due', ['state', 'next_fire_at', 'id']);
    await dropColumn(runner, 'schedule', 'overdue_at');
    await dropColumn(runner, 'schedule', 'serial');
  }
}
