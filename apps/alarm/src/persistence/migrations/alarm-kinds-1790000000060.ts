import { addColumn, allowNull, columns, createIndex, dropColumn, dropIndex } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules of more kinds than `run_failed`, and alarms that no run raised. */
export class AlarmKinds1790000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'alarm_rule', 'kind', columns.text(30, { default: 'run_failed' }));
    await createIndex(runner, 'alarm_rule', 'alarm_rule_of_kind', ['kind', 'enabled']);
    await allowNull(runner, 'alarm', 'run_id', columns.id({ nullable: true }));
    await dropIndex(runner, 'alarm_event', 'alarm_event_of_run');
    await allowNull(runner, 'alarm_event', 'run_id', columns.id({ nullable: true }));
    await createIndex(runner, 'alarm_event', 'alarm_event_of_run', ['run_id']);
  }

  /** What was allowed stays allowed: only rules of the older kind are left to add to it. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM alarm_rule WHERE kind <> 'run_failed'");
    await dropIndex(runner, 'alarm_rule', 'alarm_rule_of_kind');
    await dropColumn(runner, 'alarm_rule', 'kind');
  }
}
