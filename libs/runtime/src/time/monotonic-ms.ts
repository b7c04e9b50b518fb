/** Milliseconds on a clock that never jumps, the same in every thread of the process (`performance.now()` is not). */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
