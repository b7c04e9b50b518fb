import { Injectable } from '@nestjs/common';
import type { TaskDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { TaskStore } from '../persistence/stores/task.store.js';

/** Which definition a run was made with. */
export interface DefinitionKey {
  readonly task_id: string;
  readonly task_version: number;
}

const mostDefinitions = 20_000;

/** Task definitions by version. A version never changes, so nothing here ever has to be dropped but for room. */
@Injectable()
export class DefinitionCache {
  readonly #known = new Map<string, TaskDefinition>();

  constructor(private readonly tasks: TaskStore) {}

  /** Loads what is missing; afterwards `get` answers for all of them. */
  async load(session: Session, keys: readonly DefinitionKey[]): Promise<void> {
    for (const key of keys) {
      if (this.#known.has(keyOf(key))) continue;
      const definition = await this.tasks.findDefinition(session, key.task_id, key.task_version);
      if (!definition)
        throw new Error(`Task ${key.task_id} has no version ${key.task_version} although a run has it.`);
      this.learn(key, definition);
    }
  }

  /** Takes a definition the caller has read anyway. */
  learn(key: DefinitionKey, definition: TaskDefinition): void {
    if (this.#known.size >= mostDefinitions) this.#known.clear();
    this.#known.set(keyOf(key), definition);
  }

  get(key: DefinitionKey): TaskDefinition {
    const definition = this.#known.get(keyOf(key));
    if (!definition) throw new Error(`Definition ${keyOf(key)} was not loaded.`);
    return definition;
  }
}

function keyOf(key: DefinitionKey): string {
  return `${key.task_id}@${key.task_version}`;
}
