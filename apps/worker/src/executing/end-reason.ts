/** Why an attempt has to end before it has finished by itself. */
export type EndReason =
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  /** A handler gave no sign of life for too long. */
  | { readonly kind: 'silent'; readonly heartbeatTimeoutMs: number }
  | { readonly kind: 'cancelled'; readonly reason: string }
  /** It is no longer this worker's; nobody wants to hear of it. */
  | { readonly kind: 'stopped'; readonly reason: string }
  /** The worker could not renew its lease: the run may begin elsewhere as soon as that is over. */
  | { readonly kind: 'fenced' }
  /** The worker stops and could wait no longer. */
  | { readonly kind: 'drained' };

/** For the log of the run. */
export function describeEnd(reason: EndReason): string {
  switch (reason.kind) {
    case 'timeout':
      return `timed out after ${reason.timeoutMs} ms`;
    case 'silent':
      return `timed out: no progress for ${reason.heartbeatTimeoutMs} ms`;
    case 'cancelled':
      return `cancelled: ${reason.reason}`;
    case 'stopped':
      return `stopped: ${reason.reason}`;
    case 'fenced':
      return 'ended because no master confirmed the worker before its lease was over';
    case 'drained':
      return 'ended because the worker stops';
  }
}
