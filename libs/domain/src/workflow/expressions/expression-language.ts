import type { ExpressionScope } from './expression-scope.js';

/** What an expression may speak of; `item` only in a map. */
export const expressionRoots = ['inputs', 'nodes', 'run', 'time', 'item'] as const;
export type ExpressionRoot = (typeof expressionRoots)[number];

/** What an expression gives, as far as it can be told before it is evaluated; `unknown` may turn out as any, `other` as none. */
export const expressionTypes = [
  'bool',
  'number',
  'string',
  'list',
  'object',
  'instant',
  'duration',
  'null',
  'other',
  'unknown',
] as const;
export type ExpressionType = (typeof expressionTypes)[number];

/** A value that an expression uses. */
export interface ExpressionReference {
  readonly root: ExpressionRoot;
  /** The field of the root that it takes, where it says so plainly: `a` of `nodes.a.outputs.rows`. */
  readonly field?: string;
}

export type ExpressionVerdict =
  | {
      readonly kind: 'understood';
      readonly gives: ExpressionType;
      /** What it gives, where it is nothing but a text in quotes. */
      readonly literal?: string;
      readonly references: readonly ExpressionReference[];
    }
  /** The reason is a sentence that follows "the expression". */
  | { readonly kind: 'refused'; readonly reason: string };

export type Evaluation =
  /** Plain JSON: instants are ISO 8601 texts in UTC, durations are numbers of milliseconds. */
  | { readonly kind: 'value'; readonly value: unknown }
  /** The reason is a sentence that follows "the expression". */
  | { readonly kind: 'failed'; readonly reason: string };

/** Characters of JSON that an expression may give, and that all values of a node may have when they are rendered. */
export const mostValueCharacters = 1_000_000;

/** The language of conditions and templates: it computes with what it is given, and reaches nothing else. */
export abstract class ExpressionLanguage {
  /** Reads an expression without evaluating it. Never throws. */
  abstract examine(text: string): ExpressionVerdict;

  /** Computes an expression in bounded time. Never throws. */
  abstract evaluate(text: string, scope: ExpressionScope): Evaluation;
}
