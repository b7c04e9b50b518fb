/** Something happened that schedules wait for. */
export interface Occurrence {
  /** What they subscribe to. */
  readonly subscription: string;
  /** Given to the runs, on top of the parameters of task and schedule. */
  readonly params: Readonly<Record<string, unknown>>;
}
