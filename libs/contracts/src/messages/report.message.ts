import type { AttemptOutcome, ExecutionDetails, ResourceColumns, RunFailure } from '@orrery/domain';

interface ReportHead {
  readonly v: 1;
  /** Unique; the master confirms reports by it. */
  readonly id: string;
  readonly runId: string;
  readonly attempt: number;
  readonly workerId: string;
  readonly workerEpoch: string;
  /** When it happened on the worker, ISO 8601. */
  readonly at: string;
}

/** User code has begun (sent only where no claim said so before: idempotent tasks). */
export interface StartedReport extends ReportHead {
  readonly kind: 'started';
}

export interface ProgressReport extends ReportHead {
  readonly kind: 'progress';
  /** 0 to 1. */
  readonly progress: number;
  readonly message: string | null;
}

/** What the attempt wants its next one to go on from. Sent until it is confirmed; the newest counts. */
export interface CheckpointReport extends ReportHead {
  readonly kind: 'checkpoint';
  readonly value: unknown;
  /** Grows with each checkpoint of the attempt. Workers of earlier versions send none: theirs are told apart by `at`. */
  readonly seq?: number;
}

/** What the attempt's processes took since the report before. Those that get lost come with the end of the attempt. */
export interface SamplesReport extends ReportHead {
  readonly kind: 'samples';
  readonly samples: ResourceColumns;
}

/** The attempt outlived its `timeoutMs` and goes on (`timeoutAction` warn or both). */
export interface OverdueReport extends ReportHead {
  readonly kind: 'overdue';
}

export interface FinishedReport extends ReportHead {
  readonly kind: 'finished';
  readonly outcome: AttemptOutcome;
  /** When user code began, ISO 8601; null if it never did. */
  readonly startedAt: string | null;
  readonly exitCode: number | null;
  readonly result: unknown;
  readonly failure: RunFailure | null;
  /** Of attempts that ran programs. */
  readonly execution?: ExecutionDetails;
  /** All of them, of an attempt that ran long enough to have some. */
  readonly samples?: ResourceColumns;
  /** The newest checkpoint of an attempt that did not succeed, unless it is known to be stored. */
  readonly checkpoint?: Pick<CheckpointReport, 'value' | 'seq'>;
}

/** What a worker says of an attempt; travels on `master.reports` as `run.report`. */
export type ReportMessage =
  StartedReport | ProgressReport | CheckpointReport | SamplesReport | OverdueReport | FinishedReport;
