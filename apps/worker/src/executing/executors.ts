import type { TaskKind } from '@orrery/domain';
import type { Executor } from './executor.js';

/** The kinds of task this worker can execute. */
export class Executors {
  private readonly byKind: ReadonlyMap<string, Executor>;

  /** @param kinds those of them that it should; default: all */
  constructor(executors: readonly Executor[], kinds?: readonly TaskKind[]) {
    const wanted = executors.filter(({ kind }) => kinds?.includes(kind) ?? true);
    this.byKind = new Map(wanted.map((executor) => [executor.kind, executor]));
  }

  find(kind: string): Executor | undefined {
    return this.byKind.get(kind);
  }
}
