import { createIndex, dropIndex } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workflow runs of one version are found, however many there are of the others. */
export class RunsOfVersions1790000000073 implements MigrationInterface {
  name = 'RunsOfVersions1790000000073';

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, 'workflow_run', 'ix_workflow_run_of_version', [
      'workflow_id',
      'version',
      'run_id',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'workflow_run', 'ix_workflow_run_of_version');
  }
}
