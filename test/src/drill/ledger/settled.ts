import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerReader } from './ledger-reader.js';

const WITHIN_MS = 120_000;
const EVERY_MS = 500;
const OPEN = `SELECT (SELECT COUNT(*) FROM run WHERE state NOT IN ('succeeded','failed','timed_out','cancelled','lost','skipped'))
  AS runs, (SELECT COUNT(*) FROM schedule WHERE state = 'active') AS schedules`;

/** Waits until every schedule is exhausted and every run has ended; when that takes too long the books will show it. */
export async function settled(reader: LedgerReader, say: (text: string) => void): Promise<void> {
  const endsAt = Date.now() + WITHIN_MS;
  for (;;) {
    const [open] = await reader.read<{ runs: number; schedules: number }>(OPEN);
    if (Number(open!.runs) === 0 && Number(open!.schedules) === 0) return;
    if (Date.now() >= endsAt) return say(`not settled: ${JSON.stringify(open)}`);
    await sleep(EVERY_MS);
  }
}
