/** How far the children of a run are. */
export interface ShardTally {
  readonly total: number;
  readonly ended: number;
  /** Of the ended ones, those that did not succeed. */
  readonly failed: number;
}

export type ShardVerdict =
  { readonly kind: 'wait' } | { readonly kind: 'succeeded' } | { readonly kind: 'failed' };

/** What the parent of these children is: over when all have ended, successful when all were. */
export function afterShards({ total, ended, failed }: ShardTally): ShardVerdict {
  if (ended < total) return { kind: 'wait' };
  return failed === 0 ? { kind: 'succeeded' } : { kind: 'failed' };
}

/** Whether the children of a run of this policy are made when it is due. */
export function hasShards(policy: string): policy is 'BROADCAST' | 'SHARDING' {
  return policy === 'BROADCAST' || policy === 'SHARDING';
}
