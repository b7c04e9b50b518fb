import type { HandlerDefinition } from '@orrery/worker-sdk';

/** The handlers this worker can run, by name. */
export class HandlerRegistry {
  private readonly handlers = new Map<string, HandlerDefinition>();

  /** @throws when the name is taken: which of two would run must not depend on the order of loading. */
  add(handler: HandlerDefinition): void {
    const { name } = handler;
    if (this.handlers.has(name)) throw new Error(`There are two task handlers named "${name}".`);
    this.handlers.set(name, handler);
  }

  find(name: string): HandlerDefinition | undefined {
    return this.handlers.get(name);
  }

  all(): HandlerDefinition[] {
    return [...this.handlers.values()];
  }

  names(): string[] {
    return [...this.handlers.keys()].sort();
  }
}
