import type { StruckFault } from '../faults/struck-fault.js';

/** What a fault may still disturb before it, by what was planned ahead, and after it, while the processes warm up. */
const BEFORE_MS = 1_500;
const AFTER_MS = 4_000;

/** Whether no fault was at work around the moment. */
export function isQuiet(at: number, faults: readonly StruckFault[]): boolean {
  return !faults.some((fault) => at >= fault.at - BEFORE_MS && at <= fault.recoveredAt + AFTER_MS);
}
