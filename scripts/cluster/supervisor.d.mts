export interface ProcessSpec {
  name: string;
  stopRank: number;
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
}

export interface SupervisorOptions {
  print: (name: string, text: string) => void;
  say: (text: string) => void;
  news?: (name: string, what: 'started' | 'ended') => void;
  graceMs?: number;
  backoff?: { initialMs?: number; maxMs?: number; stableAfterMs?: number };
}

/** Runs the processes of a cluster, restarts what dies, and stops them in order. */
export class Supervisor {
  constructor(specs: ProcessSpec[], options: SupervisorOptions);
  readonly refused: Promise<string>;
  start(): Promise<void>;
  pidOf(name: string): number | undefined;
  kill(name: string, downMs?: number): void;
  stop(): Promise<void>;
}
