import { ParseError, TypeError, type Environment, type ParseResult } from '@marcbachmann/cel-js';
import type { ExpressionReference, ExpressionRoot, ExpressionType, ExpressionVerdict } from '@orrery/domain';
import { BoundedCache } from './bounded-cache.js';
import { celEnvironment } from './cel-environment.js';
import { isCostly } from './cel-cost.js';
import { boundGrowth } from './cel-growth.js';
import { readKeysAsFields } from './cel-presence.js';
import { celReferences, type Refused } from './cel-references.js';

/** An expression, parsed and checked: what is told of it, and, unless it is refused, how it is computed. */
export type ReadExpression =
  | { readonly verdict: ExpressionVerdict & { kind: 'understood' }; readonly program: Program }
  | { readonly verdict: ExpressionVerdict & { kind: 'refused' }; readonly program: undefined };

export interface Program {
  readonly evaluate: ParseResult;
  readonly roots: ReadonlySet<ExpressionRoot>;
  /** It may take longer than anybody waits. */
  readonly isCostly: boolean;
}

/** Of texts; an expression takes up to some 200 bytes a character when it is parsed. */
const mostCachedCharacters = 250_000;

/** An environment keeps every name of a function that it was ever asked for, so it is thrown away after so much text. */
const mostReadCharacters = 5_000_000;

/** Reads expressions, and remembers those it has read. The zone is that of the calendar's functions. */
export class CelReader {
  readonly #environments = new Map<string, Environment>();
  #charactersRead = 0;
  readonly #read = new BoundedCache<ReadExpression>(mostCachedCharacters);

  read(text: string, timeZone: string): ReadExpression {
    const key = keyOf(text, timeZone);
    const known = this.#read.get(key) ?? readExpression(text, this.#environmentFor(text, timeZone));
    this.#read.set(key, known);
    return known;
  }

  /** What was interrupted cannot be trusted any more. */
  forget(text: string, timeZone: string): void {
    this.#read.delete(keyOf(text, timeZone));
  }

  #environmentFor(text: string, timeZone: string): Environment {
    this.#charactersRead += text.length;
    if (this.#charactersRead > mostReadCharacters) {
      this.#environments.clear();
      this.#charactersRead = text.length;
    }
    const environment = this.#environments.get(timeZone) ?? celEnvironment(timeZone);
    this.#environments.set(timeZone, environment);
    return environment;
  }
}

function keyOf(text: string, timeZone: string): string {
  return `${timeZone} ${text}`;
}

function readExpression(text: string, environment: Environment): ReadExpression {
  try {
    const parsed = environment.parse(text);
    const { ast } = parsed;
    readKeysAsFields(ast);
    const found = celReferences(ast);
    if (isRefused(found)) return refused(found.refused);
    const { valid, type, error } = parsed.check();
    if (!valid) return refused(reasonOf(error));
    boundGrowth(ast);
    const literal = ast.op === 'value' && typeof ast.args === 'string' ? { literal: ast.args } : {};
    return {
      verdict: { kind: 'understood', gives: typeOf(type ?? 'dyn'), ...literal, references: found },
      program: {
        evaluate: parsed,
        roots: new Set(found.map(({ root }) => root)),
        isCostly: isCostly(ast),
      },
    };
  } catch (error) {
    if (error instanceof ParseError) return refused(reasonOf(error));
    throw error;
  }
}

function isRefused(found: readonly ExpressionReference[] | Refused): found is Refused {
  return 'refused' in found;
}

function refused(reason: string): ReadExpression {
  return { verdict: { kind: 'refused', reason }, program: undefined };
}

function reasonOf(error: ParseError | TypeError | undefined): string {
  if (!(error instanceof ParseError)) return `makes no sense: ${error?.summary ?? 'nobody knows why'}`;
  return `cannot be read at character ${(error.range?.start ?? 0) + 1}: ${error.summary}`;
}

const types: Readonly<Record<string, ExpressionType>> = {
  dyn: 'unknown',
  bool: 'bool',
  int: 'number',
  uint: 'number',
  double: 'number',
  string: 'string',
  'google.protobuf.Timestamp': 'instant',
  'google.protobuf.Duration': 'duration',
  null: 'null',
  null_type: 'null',
  Run: 'object',
  Time: 'object',
};

function typeOf(type: string): ExpressionType {
  if (type.startsWith('list')) return 'list';
  if (type.startsWith('map')) return 'object';
  return types[type] ?? 'other';
}
