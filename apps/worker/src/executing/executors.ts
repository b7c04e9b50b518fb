import type { Executor } from './executor.js';

/** The kinds of task this worker can execute. */
export class Executors {
  private readonly byKind: ReadonlyMap<string, Executor>;

  constructor(executors: readonly Executor[]) {
    this.byKind = new Map(executors.map((executor) => [executor.kind, executor]));
  }

  find(kind: string): Executor | undefined {
    return this.byKind.get(kind);
  }
}
