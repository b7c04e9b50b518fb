import { endProcesses, type EndTally } from './end-processes.js';
import type { ProcessFinder, ProcessTrace } from './process-finder.js';

/** All processes of one attempt, wherever they went. */
export class ProcessTree {
  private ending: Promise<EndTally> | undefined;

  constructor(
    private readonly finder: ProcessFinder,
    private readonly trace: ProcessTrace,
  ) {}

  /** TERM to each, KILL after `graceMs`; resolves when none is left (see README). Further calls join the first. */
  end(graceMs: number): Promise<EndTally> {
    this.ending ??= endProcesses(() => this.finder.ofAttempt(this.trace), graceMs);
    return this.ending;
  }
}
