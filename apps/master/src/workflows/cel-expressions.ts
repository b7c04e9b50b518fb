import { Injectable } from '@nestjs/common';
import { Environment, ParseError, TypeError } from '@marcbachmann/cel-js';
import {
  ExpressionLanguage,
  expressionRoots,
  type ExpressionReference,
  type ExpressionType,
  type ExpressionVerdict,
} from '@orrery/domain';
import { celReferences, type Refused } from './cel-references.js';

const limits = { maxAstNodes: 2_000, maxDepth: 50, maxCallArguments: 32 };

/**
 * Expressions in CEL, the Common Expression Language: no loops but over lists, no access to anything but the roots. What could
 * take for ever is refused: regular expressions, and `cel.bind`, which doubles a value with each nesting.
 */
@Injectable()
export class CelExpressions extends ExpressionLanguage {
  readonly #environment = newEnvironment();

  examine(text: string): ExpressionVerdict {
    try {
      const parsed = this.#environment.parse(text);
      const found = celReferences(parsed.ast);
      if (isRefused(found)) return refused(found.refused);
      const { valid, type, error } = parsed.check();
      return valid ? understood(type, found) : refused(reasonOf(error));
    } catch (error) {
      if (error instanceof ParseError) return refused(reasonOf(error));
      throw error;
    }
  }
}

function newEnvironment(): Environment {
  const environment = new Environment({ limits, homogeneousAggregateLiterals: false });
  for (const root of expressionRoots) {
    environment.registerVariable(root, root === 'item' ? 'dyn' : 'map<string, dyn>');
  }
  return environment;
}

function isRefused(found: readonly ExpressionReference[] | Refused): found is Refused {
  return 'refused' in found;
}

function refused(reason: string): ExpressionVerdict {
  return { kind: 'refused', reason };
}

function understood(type: string | undefined, references: readonly ExpressionReference[]): ExpressionVerdict {
  return { kind: 'understood', gives: typeOf(type ?? 'dyn'), references };
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
};

function typeOf(type: string): ExpressionType {
  if (type.startsWith('list')) return 'list';
  if (type.startsWith('map')) return 'object';
  return types[type] ?? 'other';
}
