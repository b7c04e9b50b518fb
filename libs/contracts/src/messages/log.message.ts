import type { LogStream } from '../http/log.dto.js';

/** One line (or piece of an over-long line) of an attempt's output. */
export interface LogLine {
  /** From 1 within the attempt, without holes. */
  readonly n: number;
  readonly stream: LogStream;
  /** ISO 8601. */
  readonly at: string;
  readonly text: string;
}

/** Lines of one attempt, in order, as workers of earlier versions send them. */
export interface PlainLogChunk {
  readonly v: 1;
  readonly runId: string;
  readonly attempt: number;
  readonly lines: readonly LogLine[];
}

/** Lines of one attempt, in order, packed where they came from: who stores them need not look into them. */
export interface PackedLogChunk {
  readonly v: 2;
  readonly runId: string;
  readonly attempt: number;
  /** Number of its first line, and of its last. */
  readonly first: number;
  readonly last: number;
  /** The log text (`logTextOf`), packed (`packLogText`), in base64. */
  readonly packed: string;
}

/** Travels on `master.logs` as `log.chunk`. */
export type LogChunkMessage = PlainLogChunk | PackedLogChunk;

/** Lines one attempt may have; a run's `seq` is `(attempt - 1) * linesPerAttempt + n`. */
export const linesPerAttempt = 1_000_000_000;

/** Where a line of an attempt stands in its run. */
export function seqOf(attempt: number, n: number): number {
  return (attempt - 1) * linesPerAttempt + n;
}

/** The attempt whose line stands there in its run. */
export function attemptOf(seq: number): number {
  return Math.floor((seq - 1) / linesPerAttempt) + 1;
}
