import type { Context } from '@marcbachmann/cel-js';
import { runFields, timeFields, type ExpressionRoot, type ExpressionScope } from '@orrery/domain';

/** The values that an expression speaks of, as the evaluator takes them: instants for their texts, ints for whole numbers. */
export function celContext(scope: ExpressionScope, roots: ReadonlySet<ExpressionRoot>): Context {
  const { inputs, nodes, item } = scope;
  return {
    inputs,
    nodes,
    item,
    run: roots.has('run') ? typed(runFields, scope.run) : undefined,
    time: roots.has('time')
      ? typed({ ...timeFields, previous: 'instant', next: 'instant' }, scope.time)
      : undefined,
  };
}

function typed<Fields extends object>(
  types: Readonly<Record<keyof Fields, string>>,
  values: Fields,
): Record<string, unknown> {
  const names = Object.keys(types) as (keyof Fields & string)[];
  return Object.fromEntries(names.map((name) => [name, typedValue(types[name], values[name])]));
}

function typedValue(type: string, value: unknown): unknown {
  if (type === 'instant' && typeof value === 'string') return new Date(value);
  return type === 'number' && typeof value === 'number' ? BigInt(value) : value;
}
