/** The end of a run's log, or why there is none. */
export type LogTail =
  | { readonly kind: 'read'; readonly text: string; readonly lines: number; readonly omitted: number }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Where the logs of runs can be read. */
export abstract class RunLog {
  /** Does not throw and does not take long: a notification does not wait for a log. */
  abstract tail(runId: string): Promise<LogTail>;
}
