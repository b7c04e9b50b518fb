import type { OrreryApi } from '../../installation/orrery-api.js';
import type { Evidence } from './evidence.js';
import type { Violation } from './violation.js';

/** The ledger of each schedule as the API tells it, against the rows of the database. */
export async function compareWithApi(api: OrreryApi, { load, fires }: Evidence): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { id, plan } of load.schedules) {
    const told = (await api.fires(id)).map((fire) => line(Date.parse(fire.plannedAt), fire));
    const mine = fires.filter(({ scheduleId }) => scheduleId === id);
    const written = mine.sort((a, b) => a.plannedAt - b.plannedAt).map((fire) => line(fire.plannedAt, fire));
    if (told.join('\n') === written.join('\n')) continue;
    const what = `${told.length} fires told, ${written.length} written`;
    violations.push({ invariant: 'the API tells another ledger', who: plan.name, what });
  }
  return violations;
}

function line(plannedAt: number, { outcome, runId }: { outcome: string; runId: string | null }): string {
  return `${plannedAt} ${outcome} ${runId}`;
}
