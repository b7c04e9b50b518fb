import type { RawParams } from './params/params-source.js';

/** Writes lines to the log of the run; a text with line breaks is several of them. */
export interface TaskLog {
  (text: string): void;
  readonly info: (text: string) => void;
  /** To the error stream of the log, marked as a warning. */
  readonly warn: (text: string) => void;
  /** To the error stream of the log, marked as an error. */
  readonly error: (text: string) => void;
}

export interface MapOptions {
  /** Items in work at a time. Default: 10. */
  readonly concurrency?: number;
  /** False: the items done do not count as the progress of the run. */
  readonly reportsProgress?: boolean;
}

/** What a task handler is given: the parameters of its run, and its line back to the platform. Its parts may be taken out of it. */
export interface TaskContext<Params = RawParams> {
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
  /** What an earlier attempt of the run stored last; undefined when none stored anything. */
  readonly lastCheckpoint: unknown;
  /**
   * A secret of the project, by the name that the task gives it in its field `secrets`. Hidden in what is logged by this context,
   * in the result and in errors; what the handler does with it besides is its own care.
   * @throws Error when the task does not name it.
   */
  readonly secret: (name: string) => string;
  /** Aborted when the attempt must end (timeout, cancel, drain): the handler should then throw or return soon. */
  readonly signal: AbortSignal;
  readonly log: TaskLog;
  /** Reports how far the work is, 0 to 1; also counts as the sign of life that `heartbeatTimeoutMs` asks for. */
  readonly progress: (fraction: number, message?: string) => void;
  /**
   * Stores how far the work is (JSON, at most 65,536 bytes) for the next attempt, which gets it as `lastCheckpoint`; only the
   * newest is kept. Counts as a sign of life. Awaiting it is optional: it resolves once a master has stored this one or a newer
   * one, and rejects when the attempt is no longer this worker's.
   * @throws RangeError when the value cannot be stored.
   */
  readonly checkpoint: (value: unknown) => Promise<void>;
  /**
   * Works on all items, so many at a time, and gives the results in their order. The first failure, or the end of the attempt,
   * rejects it and starts no further item.
   */
  readonly map: <Item, Result>(
    items: Iterable<Item>,
    work: (item: Item, index: number) => Result | Promise<Result>,
    options?: MapOptions,
  ) => Promise<Result[]>;
}
