/** What an expression may speak of; `item` only in a map. */
export const expressionRoots = ['inputs', 'nodes', 'run', 'time', 'item', 'secrets'] as const;
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
      readonly references: readonly ExpressionReference[];
    }
  /** The reason is a sentence that follows "the expression". */
  | { readonly kind: 'refused'; readonly reason: string };

/** The language of conditions and templates: it computes with what it is given, and reaches nothing else. */
export abstract class ExpressionLanguage {
  /** Reads an expression without evaluating it. Never throws. */
  abstract examine(text: string): ExpressionVerdict;
}
