/** What the bench asks of its worker process. */
export type WorkerOrder =
  /** Start a command as bare as can be, beside whatever the worker does. */
  | { readonly kind: 'spawn'; readonly command: string; readonly outputFile: string }
  /** Tell the CPU time used so far. */
  | { readonly kind: 'cpu' };

/** How long something took, in milliseconds. */
export interface Timing {
  /** Until the program told the time: its last exec, and what it needs for itself. */
  readonly toExecMs: number;
  /** Until it was seen to have ended; of an attempt: until the broker had its report. */
  readonly toEndMs: number;
}

/** What the worker process tells the bench. */
export type WorkerNews =
  | { readonly kind: 'there' }
  | ({ readonly kind: 'spawned' } & Timing)
  | ({ readonly kind: 'attempt' } & Timing)
  | { readonly kind: 'cpu'; readonly cpuMs: number };
