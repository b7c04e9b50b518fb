/** The value below which the given share of the numbers lies (nearest rank); undefined of none. */
export function percentile(numbers: readonly number[], share: number): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)));
  return sorted[rank - 1];
}

export interface Summary {
  readonly count: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly p999?: number;
  readonly max?: number;
}

export function summarise(numbers: readonly number[]): Summary {
  const of = (share: number) => percentile(numbers, share);
  return { count: numbers.length, p50: of(0.5), p99: of(0.99), p999: of(0.999), max: of(1) };
}
