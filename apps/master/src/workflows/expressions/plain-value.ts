import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { mostValueCharacters } from '@orrery/domain';

const mostLevels = 200;

/**
 * What the language computes, as JSON. Values that share parts in the language are written out, so that their size is
 * counted while they are.
 */
export function plainValue(value: unknown): unknown {
  return new PlainWriter().write(value, 0);
}

class PlainWriter {
  #charactersLeft = mostValueCharacters;

  write(value: unknown, level: number): unknown {
    if (level > mostLevels) throw new Error(`gives a value that nests deeper than ${mostLevels} levels`);
    if (Array.isArray(value)) return this.#list(value, level);
    if (value instanceof Map) return this.#object([...(value as Map<unknown, unknown>)], level);
    if (isPlainObject(value)) return this.#object(Object.entries(value), level);
    const scalar = scalarOf(value);
    this.#count(scalar);
    return scalar;
  }

  #list(list: readonly unknown[], level: number): unknown[] {
    this.#spend(2);
    return list.map((each) => this.#afterComma(each, level));
  }

  #object(entries: readonly (readonly [unknown, unknown])[], level: number): Record<string, unknown> {
    this.#spend(2);
    return Object.fromEntries(
      entries.map(([key, each]) => {
        this.#count(String(key));
        return [String(key), this.#afterComma(each, level)];
      }),
    );
  }

  #afterComma(value: unknown, level: number): unknown {
    this.#spend(1);
    return this.write(value, level + 1);
  }

  #count(scalar: string | number | boolean | null): void {
    const isText = typeof scalar === 'string' && scalar.length <= this.#charactersLeft;
    this.#spend((isText ? JSON.stringify(scalar) : String(scalar)).length);
  }

  #spend(characters: number): void {
    this.#charactersLeft -= characters;
    if (this.#charactersLeft >= 0) return;
    throw new Error(`gives more than ${mostValueCharacters} characters of JSON`);
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function scalarOf(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return finite(value);
  if (typeof value === 'bigint') return safe(value);
  if (value instanceof UnsignedInt) return safe(value.valueOf());
  if (value instanceof Duration) return finite(value.valueOf());
  if (value instanceof Date) return instant(value);
  throw new Error(`gives ${value instanceof Uint8Array ? 'bytes' : 'a type'}, which JSON does not know`);
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new Error(`gives ${value}, which JSON does not know: is something divided by 0?`);
}

function safe(value: bigint): number {
  if (Number.isSafeInteger(Number(value))) return Number(value);
  throw new Error(`gives ${value}, which is too great for JSON to hold exactly: string() makes a text of it`);
}

function instant(value: Date): string {
  const year = value.getUTCFullYear();
  if (year >= 1 && year <= 9_999) return value.toISOString();
  throw new Error('gives an instant outside of the years 1 to 9999');
}
