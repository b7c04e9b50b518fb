import { columns, createTable, dropTable } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every version a schedule had; those of before are known from their newest on. */
export class ScheduleVersions1790000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'schedule_version', {
      columns: {
        schedule_id: columns.id(),
        version: columns.integer(),
        project: columns.text(100),
        name: columns.text(100),
        state: columns.text(16),
        task_id: columns.id(),
        trigger: columns.json(),
        params: columns.json(),
        priority: columns.integer({ nullable: true }),
        start_at: columns.instant({ nullable: true }),
        end_at: columns.instant({ nullable: true }),
        jitter_ms: columns.integer(),
        daily_window: columns.json({ nullable: true }),
        dst: columns.json({ nullable: true }),
        misfire: columns.json({ nullable: true }),
        overlap: columns.text(16),
        anchor_at: columns.instant(),
        plan_after_at: columns.instant(),
        changed_by: columns.text(255),
        created_at: columns.instant(),
      },
      primaryKey: ['schedule_id', 'version'],
      indices: { ix_schedule_version_of_project: ['project', 'schedule_id'] },
    });
    await runner.query(
      `INSERT INTO schedule_version
       SELECT id, version, project, name, state, task_id, \`trigger\`, params, priority, start_at, end_at, jitter_ms,
         daily_window, dst, misfire, overlap, anchor_at, COALESCE(last_planned_at, updated_at), 'unknown', updated_at
       FROM schedule`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, 'schedule_version');
  }
}
