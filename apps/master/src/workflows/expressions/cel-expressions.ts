import { Injectable } from '@nestjs/common';
import { EvaluationError } from '@marcbachmann/cel-js';
import {
  ExpressionLanguage,
  type Evaluation,
  type ExpressionScope,
  type ExpressionVerdict,
} from '@orrery/domain';
import { celContext } from './cel-context.js';
import { CelReader, type Program } from './cel-reader.js';
import { plainValue } from './plain-value.js';
import { OutOfTime, withTimeLimit } from './time-limit.js';

const limitMs = 100;

/**
 * Expressions in CEL, the Common Expression Language: no loops but over lists, no access to anything but the roots. What could
 * take for ever is refused where it can be seen (regular expressions, and `cel.bind`, which doubles a value with each nesting),
 * and interrupted otherwise.
 */
@Injectable()
export class CelExpressions extends ExpressionLanguage {
  readonly #reader = new CelReader();

  examine(text: string): ExpressionVerdict {
    return this.#reader.read(text, 'UTC').verdict;
  }

  evaluate(text: string, scope: ExpressionScope): Evaluation {
    try {
      const { verdict, program } = this.#reader.read(text, scope.time.zone);
      if (program === undefined) return failed(verdict.reason);
      return { kind: 'value', value: compute(program, scope) };
    } catch (error) {
      if (error instanceof OutOfTime) this.#reader.forget(text, scope.time.zone);
      return failed(reasonOf(error));
    }
  }
}

function compute({ evaluate, roots, isCostly }: Program, scope: ExpressionScope): unknown {
  const context = celContext(scope, roots);
  const work = (): unknown => evaluate(context);
  return plainValue(isCostly ? withTimeLimit(limitMs, work) : work());
}

function failed(reason: string): Evaluation {
  return { kind: 'failed', reason };
}

function reasonOf(error: unknown): string {
  if (error instanceof OutOfTime) {
    return `takes longer than ${limitMs} ms: let it look at less, or let a task compute it`;
  }
  if (error instanceof EvaluationError) {
    return `fails at character ${(error.range?.start ?? 0) + 1}: ${error.summary}`;
  }
  return error instanceof Error ? error.message : 'fails';
}
