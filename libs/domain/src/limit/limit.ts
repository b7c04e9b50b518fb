/** Which runs a pool limits. */
export const poolScopes = ['global', 'project', 'tag', 'task'] as const;
export type PoolScope = (typeof poolScopes)[number];

/** A pool, or a task's own `maxConcurrent`. */
export interface Limit {
  readonly id: string;
  readonly kind: 'pool' | 'task';
  readonly name: string;
  readonly scope: PoolScope;
  /** Slots that may be taken at once; 0: any number. */
  readonly slots: number;
  /** Starts in a time; undefined: any number. */
  readonly rate?: Rate;
}

export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

/** What a run takes of a limit: its weight of a pool, one of its task's own limit. */
export function slotsTaken(limit: Pick<Limit, 'kind'>, weight: number): number {
  return limit.kind === 'task' ? 1 : weight;
}

/**
 * The order in which a run takes slots: the narrowest limit first. Every run takes them in this order and may keep those
 * of a narrow limit while it waits for a wider one, so that runs never wait for each other in a circle.
 */
export function inTakingOrder<Some extends Limit>(limits: readonly Some[]): Some[] {
  return [...limits].sort((a, b) => place(b) - place(a) || (a.id < b.id ? -1 : 1));
}

function place(limit: Limit): number {
  return limit.kind === 'task' ? poolScopes.length : poolScopes.indexOf(limit.scope);
}
