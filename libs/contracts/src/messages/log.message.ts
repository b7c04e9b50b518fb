import type { LogStream } from '../http/run.dto.js';

/** One line (or piece of an over-long line) of an attempt's output. */
export interface LogLine {
  /** From 1 within the attempt, without holes. */
  readonly n: number;
  readonly stream: LogStream;
  /** ISO 8601. */
  readonly at: string;
  readonly text: string;
}

/** Lines of one attempt, in order; travels on `master.logs` as `log.chunk`. */
export interface LogChunkMessage {
  readonly v: 1;
  readonly runId: string;
  readonly attempt: number;
  readonly lines: readonly LogLine[];
}

/** Lines one attempt may have; a run's `seq` is `(attempt - 1) * linesPerAttempt + n`. */
export const linesPerAttempt = 1_000_000_000;
