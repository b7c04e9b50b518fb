/** Why an attempt has to end before it has finished by itself. */
export type EndReason =
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  /** A handler gave no sign of life for too long. */
  | { readonly kind: 'silent'; readonly heartbeatTimeoutMs: number }
  /** Its working directory holds more than it may. */
  | { readonly kind: 'disk_full'; readonly limitBytes: number }
  | { readonly kind: 'cancelled'; readonly reason: string }
  /** It is no longer this worker's; nobody wants to hear of it. */
  | { readonly kind: 'stopped'; readonly reason: string }
  /** The worker could not renew its lease: the run may begin elsewhere as soon as that is over. */
  | { readonly kind: 'fenced' }
  /** The worker stops and could wait no longer. */
  | { readonly kind: 'drained' };

/** Whether no master takes anything from the attempt any more, or none is heard. */
export function isNobodys({ kind }: EndReason): boolean {
  return kind === 'stopped' || kind === 'fenced';
}

/** For the log of the run. */
export function describeEnd(reason: EndReason): string {
  switch (reason.kind) {
    case 'timeout':
      return `timed out after ${reason.timeoutMs} ms`;
    case 'silent':
      return `timed out: no progress for ${reason.heartbeatTimeoutMs} ms`;
    case 'disk_full':
      return `its working directory holds more than ${reason.limitBytes} bytes`;
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
