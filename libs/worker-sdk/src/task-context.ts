/** What a task handler is given: the parameters of its run, and its line back to the platform. */
export interface TaskContext<Params = Readonly<Record<string, unknown>>> {
  readonly params: Params;
  readonly runId: string;
  /** From 1. */
  readonly attempt: number;
  /** Grows with each attempt of the run: storage that remembers the highest one seen can refuse a late writer. */
  readonly fenceToken: number;
  /** The time the run stands for; null when nobody planned it. */
  readonly plannedAt: Date | null;
  /** Which part of a sharded or broadcast run it is, the first being 0; null: a run of its own. */
  readonly shard: { readonly index: number; readonly total: number } | null;
  /** Aborted when the attempt must end (timeout, cancel, drain): the handler should then throw or return soon. */
  readonly signal: AbortSignal;
  /** Writes a line (or several, at line breaks) to the log of the run. */
  log(text: string): void;
  /** Reports how far the work is, 0 to 1; also counts as the sign of life that `heartbeatTimeoutMs` asks for. */
  progress(fraction: number, message?: string): void;
}
