import type { ReprocessMode } from './backfill.js';

/** How the last run for a planned time stands. */
export type PastRun = 'open' | 'succeeded' | 'failed';

/** Whether a planned time is to be run: one without any run always is. */
export function isToRun(past: PastRun | undefined, mode: ReprocessMode): boolean {
  if (past === undefined || mode === 'all') return true;
  return mode === 'failed' && past === 'failed';
}
