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
  | { readonly v: 1; readonly kind: 'drain' }
  | { readonly v: 1; readonly kind: 'resume' };
