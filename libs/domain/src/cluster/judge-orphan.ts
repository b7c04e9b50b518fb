/** A running run whose worker does not look as it did when it began. */
export interface OrphanView {
  /** `lost` and `stopped` as the registry says; `reborn`: a later life of it is there; `unheard`: the life that has the run is not. */
  readonly worker: 'lost' | 'stopped' | 'reborn' | 'unheard';
  /** The last reports of a worker that stopped or began a new life have had their time to arrive. */
  readonly lastWordsOver: boolean;
  /** The last lease granted to the worker has ended: it has killed what it could not keep. */
  readonly leaseOver: boolean;
  /** Whether the task may run twice at a time. */
  readonly idempotent: boolean;
}

/** What becomes of it: it is tried again, for a reason, or it waits, for one. */
export type OrphanVerdict =
  | { readonly kind: 'restart'; readonly because: 'idempotent' | 'oldLifeOver' | 'leaseOver' }
  | { readonly kind: 'wait'; readonly until: 'lastWords' | 'leaseEnd' };

/**
 * A run must not begin elsewhere while its old life may still act, unless it may run twice. A new life under the same id
 * has killed what the old one left before it registered; of a worker that cannot be reached only the end of its lease says so.
 */
export function judgeOrphan({ worker, lastWordsOver, leaseOver, idempotent }: OrphanView): OrphanVerdict {
  if (worker === 'stopped' || worker === 'reborn') {
    return lastWordsOver ? { kind: 'restart', because: 'oldLifeOver' } : { kind: 'wait', until: 'lastWords' };
  }
  if (idempotent && worker === 'lost') return { kind: 'restart', because: 'idempotent' };
  return leaseOver ? { kind: 'restart', because: 'leaseOver' } : { kind: 'wait', until: 'leaseEnd' };
}
