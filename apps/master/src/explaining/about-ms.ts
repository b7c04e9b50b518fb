/** How long until the turn of a run with `ahead` before it, where `atOnce` run at a time and take `meanMs` each. */
export function aboutMs(ahead: number, atOnce: number, meanMs: number): number {
  return Math.round(((ahead + 1) / atOnce) * meanMs);
}
