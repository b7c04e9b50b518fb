import { Injectable } from '@nestjs/common';
import type { TaskDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { TaskStore, type DefinitionKey } from '../persistence/stores/task.store.js';

interface Known {
  readonly definition: TaskDefinition;
  readonly characters: number;
}

/** Room for the definitions, in characters of their JSON; far more than one batch of runs can have. */
const mostCharacters = 64_000_000;

/** Task definitions by version. A version never changes, so nothing here ever has to be dropped but for room. */
@Injectable()
export class DefinitionCache {
  /** The one used longest ago comes first. */
  readonly #known = new Map<string, Known>();
  #characters = 0;
  #hits = 0;
  #misses = 0;

  constructor(private readonly tasks: TaskStore) {}

  /** How often a definition was there when it was wanted, and how often it had to be read. */
  get uses(): { readonly hits: number; readonly misses: number } {
    return { hits: this.#hits, misses: this.#misses };
  }

  /** Loads what is missing; afterwards `get` answers for all of them. */
  async load(session: Session, keys: readonly DefinitionKey[]): Promise<void> {
    const wanted = new Map(keys.map((key) => [keyOf(key), key]));
    const missing = [...wanted].filter(([name]) => !this.#touch(name)).map(([, key]) => key);
    this.#misses += missing.length;
    this.#hits += wanted.size - missing.length;
    if (missing.length === 0) return;
    const found = await this.tasks.findDefinitions(session, missing);
    for (const row of found) this.learn(row, row.definition);
    if (found.length === missing.length) return;
    const names = missing.map(keyOf).filter((name) => !this.#known.has(name));
    throw new Error(`No such task versions although runs have them: ${names.join(', ')}.`);
  }

  /** Whether all of them are there already. */
  has(keys: readonly DefinitionKey[]): boolean {
    return keys.every((key) => this.#known.has(keyOf(key)));
  }

  /** Takes a definition the caller has read anyway. */
  learn(key: DefinitionKey, definition: TaskDefinition): void {
    const name = keyOf(key);
    if (this.#touch(name)) return;
    const characters = JSON.stringify(definition).length;
    this.#known.set(name, { definition, characters });
    this.#characters += characters;
    this.#makeRoom();
  }

  get(key: DefinitionKey): TaskDefinition {
    const known = this.#known.get(keyOf(key));
    if (!known) throw new Error(`Definition ${keyOf(key)} was not loaded.`);
    const { overrides } = key;
    return overrides ? { ...known.definition, ...(JSON.parse(overrides) as object) } : known.definition;
  }

  #touch(name: string): boolean {
    const known = this.#known.get(name);
    if (!known) return false;
    this.#known.delete(name);
    this.#known.set(name, known);
    return true;
  }

  #makeRoom(): void {
    for (const [name, { characters }] of this.#known) {
      if (this.#characters <= mostCharacters || this.#known.size === 1) return;
      this.#known.delete(name);
      this.#characters -= characters;
    }
  }
}

function keyOf(key: DefinitionKey): string {
  return `${key.task_id}@${key.task_version}`;
}
