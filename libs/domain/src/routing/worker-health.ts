/** What a heartbeat says of a worker's well-being. */
export interface VitalSigns {
  /** Since its last heartbeat. */
  readonly silentMs: number;
  readonly loopLagMs: number;
  readonly freeCpu: number;
  readonly freeMemoryBytes: number;
  readonly totalMemoryBytes: number;
}

const longestSilenceMs = 3_500;
const longestLagMs = 500;
const leastFreeCpu = 0.05;
const leastFreeMemory = 0.02;

/** Whether the worker is in a state to be preferred: heard of lately, its loop turning, its machine not exhausted. */
export function isHealthy(signs: VitalSigns): boolean {
  const memory = signs.totalMemoryBytes > 0 ? signs.freeMemoryBytes / signs.totalMemoryBytes : 1;
  return (
    signs.silentMs <= longestSilenceMs &&
    signs.loopLagMs <= longestLagMs &&
    signs.freeCpu >= leastFreeCpu &&
    memory >= leastFreeMemory
  );
}
