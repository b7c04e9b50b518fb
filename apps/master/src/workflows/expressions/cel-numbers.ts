import type { Environment } from '@marcbachmann/cel-js';

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

/**
 * Numbers of JSON are doubles, whole or not: a share of 1 divides as one of 0.5 does. CEL has no operators for a double and an
 * int, as `inputs.rows + 1` has; here the int counts as a double. Of two ints, as in `7 / 2`, the result is an int.
 */
export function registerNumbers(environment: Environment): void {
  for (const [operator, compute] of Object.entries(operators)) {
    const mixed = (a: number | bigint, b: number | bigint) => compute(Number(a), Number(b));
    environment.registerOperator(`int ${operator} double: double`, mixed);
    environment.registerOperator(`double ${operator} int: double`, mixed);
  }
  environment.registerOperator('double % double: double', operators['%']!);
  environment.registerOperator('int == double: bool', (a: bigint, b: number) => Number(a) === b);
}
