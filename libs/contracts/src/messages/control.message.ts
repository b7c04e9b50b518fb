/** Names an attempt. */
export interface AttemptKey {
  readonly runId: string;
  readonly attempt: number;
}

/** What a master tells one worker; travels to `worker.<id>` as `worker.control`. */
export type ControlMessage =
  | {
      readonly v: 1;
      readonly kind: 'cancel';
      readonly runId: string;
      readonly attempt: number;
      readonly reason: string;
    }
  /** The attempt is no longer this worker's: end it, report nothing. */
  | {
      readonly v: 1;
      readonly kind: 'stop';
      readonly runId: string;
      readonly attempt: number;
      readonly reason: string;
    }
  /** These reports are recorded: the spool may forget them. */
  | { readonly v: 1; readonly kind: 'confirm'; readonly reportIds: readonly string[] }
  /** Every attempt that the database has running on this worker for a while: what it has not, it reports lost. */
  | { readonly v: 1; readonly kind: 'audit'; readonly attempts: readonly AttemptKey[] }
  | { readonly v: 1; readonly kind: 'cordon' }
  | { readonly v: 1; readonly kind: 'drain' }
  | { readonly v: 1; readonly kind: 'resume' };
