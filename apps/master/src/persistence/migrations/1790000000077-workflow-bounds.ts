import { addColumn, columns, createIndex, dropColumn, dropIndex } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Workflow runs know the outermost one they are inside of, so that those inside of it can be counted, and the time they stand for,
 * so that those of a time are found. Wakes are found by their workflow run.
 */
export class WorkflowBounds1790000000077 implements MigrationInterface {
  name = 'WorkflowBounds1790000000077';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'workflow_run', 'root_id', columns.id({ nullable: true }));
    await addColumn(runner, 'workflow_run', 'stands_at', columns.instant({ nullable: true }));
    await runner.query('UPDATE workflow_run SET stands_at = COALESCE(planned_at, created_at)');
    for (const [name, [table, on]] of Object.entries(indices)) await createIndex(runner, table, name, on);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, [table]] of Object.entries(indices)) await dropIndex(runner, table, name);
    await dropColumn(runner, 'workflow_run', 'stands_at');
    await dropColumn(runner, 'workflow_run', 'root_id');
  }
}

const indices: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  ix_workflow_run_inside: ['workflow_run', ['root_id']],
  ix_workflow_run_standing: ['workflow_run', ['workflow_id', 'stands_at', 'run_id']],
  ix_workflow_run_standing_so: ['workflow_run', ['workflow_id', 'state', 'stands_at', 'run_id']],
  ix_workflow_wake_of_run: ['workflow_wake', ['workflow_run_id', 'due_at']],
};
