import type { LedgerProofDto } from '@orrery/contracts';
import type { OrreryApi } from '../../installation/orrery-api.js';
import type { Evidence } from './evidence.js';
import { plannedTimes } from './planned-times.js';
import type { Violation } from './violation.js';

type Sums = Pick<LedgerProofDto, 'planned' | 'accounted' | 'pending' | 'missingCount' | 'unexpectedCount'>;
const nothing: Sums = { planned: 0, accounted: 0, pending: 0, missingCount: 0, unexpectedCount: 0 };

/** The platform's own proof of its ledger over the time of the load: it has to find what the drill's arithmetic finds. */
export async function prove(api: OrreryApi, { load }: Pick<Evidence, 'load'>): Promise<Violation[]> {
  const sums = await proofOf(api, load.window.fromMs, load.window.toMs + 1);
  const planned = load.schedules.reduce(
    (sum, { plan: { rhythm } }) =>
      sum + (rhythm.kind === 'fixedDelay' ? 0 : plannedTimes(rhythm, load.window).length),
    0,
  );
  const wanted: Sums = { ...nothing, planned, accounted: planned };
  if (JSON.stringify(sums) === JSON.stringify(wanted)) return [];
  const what = `${JSON.stringify(sums)} instead of ${JSON.stringify(wanted)}`;
  return [{ invariant: 'the proof of the platform disagrees', who: 'GET /ledger/proof', what }];
}

async function proofOf(api: OrreryApi, fromMs: number, toMs: number): Promise<Sums> {
  const span = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  let sums = nothing;
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ ...span, ...(cursor && { cursor }) });
    const proof: LedgerProofDto = await api.http.must('GET', `/ledger/proof?${query.toString()}`);
    sums = added(sums, proof);
    cursor = proof.nextCursor ?? null;
  }
  return sums;
}

function added(sums: Sums, proof: Sums): Sums {
  const names = Object.keys(nothing) as (keyof Sums)[];
  return Object.fromEntries(names.map((name) => [name, sums[name] + proof[name]])) as unknown as Sums;
}
