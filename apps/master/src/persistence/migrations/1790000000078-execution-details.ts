import { addColumn, columns, createTable, dropColumn, dropTable } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How attempts were isolated and ended, and how workers can isolate. */
export class ExecutionDetails1790000000078 implements MigrationInterface {
  name = 'ExecutionDetails1790000000078';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'attempt_execution', {
      columns: { run_id: columns.id(), attempt: columns.integer(), details: columns.json() },
      primaryKey: ['run_id', 'attempt'],
    });
    await addColumn(runner, 'worker', 'isolation', columns.json({ nullable: true }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'worker', 'isolation');
    await dropTable(runner, 'attempt_execution');
  }
}
