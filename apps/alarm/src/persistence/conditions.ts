import type { Position } from '../paging/cursor.js';

/** Gathers the conditions of a WHERE clause, leaving out those whose value was not given. */
export class Conditions {
  readonly #texts: string[] = [];
  readonly params: unknown[] = [];

  add(condition: string, value: unknown): this {
    if (value === undefined) return this;
    this.#texts.push(condition);
    this.params.push(value);
    return this;
  }

  /** What comes after a position in the order newest first. */
  olderThan(instantColumn: string, after: Position | undefined): this {
    if (!after) return this;
    this.#texts.push(`(${instantColumn} < ? OR (${instantColumn} = ? AND id < ?))`);
    this.params.push(after.at, after.at, after.id);
    return this;
  }

  /** `WHERE …`, or nothing. */
  get where(): string {
    return this.#texts.length > 0 ? `WHERE ${this.#texts.join(' AND ')}` : '';
  }
}
