/**
 * Slots a worker may fill `sinceMs` after it joined: they grow from one to all of them over `rampMs`, so that a worker whose
 * caches are cold, or that dies of its first run, is not given everything at once. Source: the slow start of load balancers
 * (nginx `slow_start`), which ramps the weight linearly.
 */
export function effectiveSlots(slots: number, sinceMs: number, rampMs: number): number {
  if (sinceMs >= rampMs) return slots;
  return Math.min(slots, Math.max(1, Math.ceil((slots * Math.max(0, sinceMs)) / rampMs)));
}
