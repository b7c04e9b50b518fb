import type { FinishedReport } from '@orrery/contracts';
import type { ExecutionDetails } from '@orrery/domain';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { executionsOf } from '../../runs/executions-of.js';
import { given } from '../../testing/specimens.js';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { RunProgressStore } from './run-progress.store.js';
import { RunStore } from './run.store.js';

const execution: ExecutionDetails = {
  isolation: { level: 'sandbox', degraded: ['no limit of cpu can be kept here'] },
  resources: { cpuMs: 12, maxMemoryBytes: 4_096 },
  ending: { by: 'kill', seen: 'cgroup', processes: 3, at: '2026-03-01T00:00:00.000Z' },
};

function report(runId: string, attempt: number, said: unknown): FinishedReport {
  return { runId, attempt, kind: 'finished', execution: said } as FinishedReport;
}

describe.each(['mysql', 'sqlite'] as const)('how attempts were executed, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const runs = new RunStore();
  const progress = new RunProgressStore();

  it('stands with each attempt that says it, and goes with the run', async () => {
    const row = given.run({ attempt: 2, state: 'succeeded' });
    const other = given.run({ state: 'succeeded' });
    const reports = [report(row.id, 2, execution), report(other.id, 1, undefined)];
    await database.transaction(async (session) => {
      await runs.insertAll(session, [row, other]);
      await progress.keepExecutions(session, executionsOf(reports));
      // A report that comes again is recorded again.
      await progress.keepExecutions(session, executionsOf(reports));
    });
    const shown = await database.run(async (session) => [
      ...(await progress.attempts(session, (await runs.find(session, row.id))!)),
      ...(await progress.attempts(session, (await runs.find(session, other.id))!)),
    ]);
    expect(shown.map((attempt) => attempt.execution)).toEqual([execution, null]);
    await database.transaction((session) => runs.remove(session, [row.id]));
    const left = await database.run((session) =>
      session.select('SELECT attempt FROM attempt_execution WHERE run_id = ?', [row.id]),
    );
    expect(left).toEqual([]);
  });

  it('is not kept where it is longer than what a worker has to say', () => {
    const degraded = Array.from({ length: 1_000 }, () => 'x'.repeat(100));
    expect(executionsOf([report('r', 1, { isolation: { level: 'none', degraded } })])).toEqual([]);
    expect(executionsOf([report('r', 1, 'nonsense'), report('r', 1, null)])).toEqual([]);
  });
});
