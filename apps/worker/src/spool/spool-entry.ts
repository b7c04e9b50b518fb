import type { FinishedReport } from '@orrery/contracts';

/** An attempt as the spool knows it. */
export interface AttemptId {
  readonly runId: string;
  readonly attempt: number;
}

/** One line of a journal. */
export type SpoolEntry =
  | { readonly accepted: AttemptId }
  /** Not started after all, and nobody needs to hear of it. */
  | { readonly dropped: AttemptId }
  | { readonly finished: FinishedReport }
  /** The master has recorded these reports. */
  | { readonly confirmed: readonly string[] };

export function keyOf({ runId, attempt }: AttemptId): string {
  return `${runId}.${attempt}`;
}
