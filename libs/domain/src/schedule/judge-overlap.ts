import type { OverlapMode } from './overlap-mode.js';

/** Runs of one schedule that have not ended, in the order of their planned times. */
export interface OpenTurns {
  /** On their way, running, or waiting for their next attempt. */
  readonly open: readonly string[];
  /** Waiting for those to end. */
  readonly queued: readonly string[];
}

/** What a fire does beside earlier runs of its schedule. */
export type OverlapVerdict =
  | { readonly kind: 'start' }
  /** It does not run, because of this run. */
  | { readonly kind: 'skip'; readonly heldBy: string; readonly because: 'running' | 'queued' | 'queueFull' }
  | { readonly kind: 'queue' }
  /** It waits in place of these. */
  | { readonly kind: 'replaceQueued'; readonly replaced: readonly string[] }
  /** These end first; what waited for them gives way. */
  | {
      readonly kind: 'cancelRunning';
      readonly cancelled: readonly string[];
      readonly replaced: readonly string[];
    };

/** QUEUE_ALL keeps so many waiting: behind a run that hangs, rows would be made for ever. */
export const mostQueuedRuns = 1_000;

/** Decides what one fire does. What it says must become part of `turns` before the next fire is judged. */
export function judgeOverlap(mode: OverlapMode, { open, queued }: OpenTurns): OverlapVerdict {
  const holder = open[0] ?? queued[0];
  if (mode === 'ALLOW' || holder === undefined) return { kind: 'start' };
  switch (mode) {
    case 'SKIP':
      return { kind: 'skip', heldBy: holder, because: 'running' };
    case 'QUEUE_ONE':
      return queued[0] === undefined
        ? { kind: 'queue' }
        : { kind: 'skip', heldBy: queued[0], because: 'queued' };
    case 'QUEUE_ALL':
      return queued.length < mostQueuedRuns
        ? { kind: 'queue' }
        : { kind: 'skip', heldBy: holder, because: 'queueFull' };
    case 'REPLACE_QUEUED':
      return queued.length === 0 ? { kind: 'queue' } : { kind: 'replaceQueued', replaced: queued };
    case 'CANCEL_RUNNING':
      return { kind: 'cancelRunning', cancelled: open, replaced: queued };
  }
}

/** Whether fires of the mode look at earlier runs, so that they can only be judged when they are due. */
export function isSerial(mode: OverlapMode): boolean {
  return mode !== 'ALLOW';
}
