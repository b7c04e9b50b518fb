import type { RawParams } from '../params/params-source.js';

export type Shard = { readonly index: number; readonly total: number };

/** An attempt as whoever runs handlers has it: what it is, and where what its handler says goes. */
export interface AttemptLine {
  readonly runId: string;
  readonly taskName: string;
  readonly attempt: number;
  readonly plannedAt: Date | null;
  readonly shard: Shard | null;
  readonly params: RawParams;
  /** Undefined: none. */
  readonly lastCheckpoint: unknown;
  /** By the names under which the task sees them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Whether it has to end. */
  readonly isEnding: boolean;
  log(stream: 'stdout' | 'stderr' | 'system', text: string): void;
  progress(fraction: number, message: string | null): void;
  /** Resolves when the value is stored for the next attempt. */
  checkpoint(value: unknown): Promise<void>;
}
