import type { TaskContext } from '@orrery/worker-sdk';

export type Handler = (context: TaskContext) => Promise<unknown>;

/** The handlers this worker can run, by name. */
export class HandlerRegistry {
  private readonly handlers = new Map<string, Handler>();

  /** @throws when the name is taken: which of two would run must not depend on the order of loading. */
  add(name: string, handler: Handler): void {
    if (this.handlers.has(name)) throw new Error(`There are two task handlers named "${name}".`);
    this.handlers.set(name, handler);
  }

  find(name: string): Handler | undefined {
    return this.handlers.get(name);
  }

  names(): string[] {
    return [...this.handlers.keys()].sort();
  }
}
