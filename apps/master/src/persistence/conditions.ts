/** Conditions of a WHERE clause, collected while reading a query: each with its parameters. */
export class Conditions {
  readonly #texts: string[] = [];
  readonly params: unknown[] = [];

  /** Adds the condition when the value is given. */
  where(text: string, value: unknown): this {
    if (value === undefined || value === null) return this;
    this.#texts.push(text);
    this.params.push(value);
    return this;
  }

  /** `WHERE …`, or nothing. */
  toString(): string {
    return this.#texts.length === 0 ? '' : `WHERE ${this.#texts.join(' AND ')}`;
  }
}

/** The pattern of a LIKE that finds `text` anywhere, taken literally (escape character `!`). */
export function containing(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `%${text.replace(/[%_!]/g, '!$&')}%`;
}
