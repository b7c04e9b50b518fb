import type { FinishedReport, StartedReport } from '@orrery/contracts';
import { SettableClock } from '@orrery/testing';
import { expect, it } from 'vitest';
import { Attempt } from '../executing/attempt.js';
import type { AttemptLog } from '../logs/attempt-log.js';
import { ReportWriter } from '../reporting/report-writer.js';
import { keyOf, type AttemptId } from '../spool/spool-entry.js';
import { dispatchOf } from '../testing/dispatch-of.js';
import { silent } from '../testing/use-workers.js';
import { AttemptAudit } from './attempt-audit.js';

function given(inHand: readonly Attempt[], spooled: readonly string[] = []) {
  const clock = new SettableClock();
  const finished: FinishedReport[] = [];
  const sent: StartedReport[] = [];
  const audit = new AttemptAudit({
    attempts: { has: (id) => inHand.some(({ key }) => key === keyOf(id)), all: () => inHand },
    spool: { holds: (id: AttemptId) => spooled.includes(id.runId) },
    reports: new ReportWriter({ id: 'w-1', epoch: 'e-1' }, clock),
    outbox: {
      finish: async (report) => void finished.push(report),
      started: (report) => void sent.push(report),
    },
    clock,
    logger: silent,
  });
  return { audit, clock, finished, sent };
}

it('reports lost what the database has running here and is not', async () => {
  const own = new Attempt(dispatchOf({ runId: 'r-own' }), {} as AttemptLog);
  const { audit, finished } = given([own], ['r-spooled']);
  await audit.answer([
    { runId: 'r-own', attempt: 1 },
    { runId: 'r-spooled', attempt: 1 },
    { runId: 'r-gone', attempt: 3 },
  ]);
  expect(finished).toMatchObject([
    { kind: 'finished', runId: 'r-gone', attempt: 3, outcome: 'lost', failure: { kind: 'worker_lost' } },
  ]);
});

it('says of attempts that the database does not list that they run, unless they began lately', async () => {
  const [old, young] = [
    new Attempt(dispatchOf(), {} as AttemptLog),
    new Attempt(dispatchOf(), {} as AttemptLog),
  ];
  const { audit, clock, sent } = given([old, young]);
  old.startedAt = clock.now();
  clock.tick(60_001);
  young.startedAt = clock.now();
  await audit.answer([]);
  expect(sent.map(({ kind, runId }) => [kind, runId])).toEqual([['started', old.dispatch.runId]]);
});
