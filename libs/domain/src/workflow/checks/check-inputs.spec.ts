import { expect, it } from 'vitest';
import { checkInputs } from './check-inputs.js';
import type { WorkflowInput } from '../workflow.js';

const check = (input: Partial<WorkflowInput>, name = 'x') =>
  checkInputs({ inputs: { [name]: { type: 'string', required: true, description: '', ...input } } }).map(
    ({ pointer, detail }) => `${pointer} ${detail}`,
  );

it.each<Partial<WorkflowInput>>([
  {},
  { default: 'eu', choices: ['eu', 'us'] },
  { type: 'integer', default: 3, min: 1, max: 3 },
  { type: 'number', default: 0.5 },
  { type: 'boolean', default: false },
  { type: 'instant', default: '2026-03-01T00:00:00+02:00' },
  { type: 'date', default: '2024-02-29' },
  { type: 'list', default: [1, 2], min: 1 },
  { type: 'object', default: { a: 1 }, choices: [{ a: 1 }] },
])('takes %o', (input) => expect(check(input)).toEqual([]));

it.each<[Partial<WorkflowInput>, string]>([
  [{ type: 'integer', default: 'many' }, '/inputs/x/default must be a whole number'],
  [{ type: 'integer', default: 1.5 }, '/inputs/x/default must be a whole number'],
  [{ default: 'fr', choices: ['eu', 'us'] }, '/inputs/x/default must be one of "eu", "us"'],
  [{ choices: ['eu', 7] }, '/inputs/x/choices/1 must be a text'],
  [{ default: 'abc', max: 2 }, '/inputs/x/default must be at most 2'],
  [{ type: 'list', default: [], min: 1 }, '/inputs/x/default must be at least 1'],
  [{ type: 'integer', min: 5, max: 1 }, '/inputs/x/min must not be more than max (1)'],
  [{ type: 'boolean', min: 1 }, '/inputs/x/min says nothing of type boolean'],
  [{ type: 'date', default: '2026-02-29' }, '/inputs/x/default must be a date, e.g. 2026-03-01'],
  [{ type: 'list', default: [1, '2'], choices: [[1, 2]] }, '/inputs/x/default must be one of [1,2]'],
])('tells what is wrong with %o', (input, problem) => expect(check(input)).toEqual([problem]));

it('tells of a name that no expression could use', () => {
  expect(check({}, 'a/b')).toEqual([
    '/inputs/a~1b must be named by letters, digits and "_", without a digit first, as expressions do',
  ]);
});

it('limits a default and a choice to 64 KB of JSON', () => {
  const [fits, large] = ['é'.repeat(32_767), 'é'.repeat(32_768)];
  expect(check({ default: fits, choices: [fits] })).toEqual([]);
  expect(check({ default: large, choices: ['eu', large] })).toEqual([
    '/inputs/x/choices/1 must be at most 64 KB of JSON',
    '/inputs/x/default must be at most 64 KB of JSON',
  ]);
});

it('compares a long default with many choices in no time', () => {
  const choices = Array.from({ length: 1_000 }, (_, n) => [n]);
  let written = 0;
  const value = { toJSON: () => `x${(written += 1)}` };
  expect(check({ type: 'list', default: [value], choices })).toHaveLength(1);
  expect(written).toBeLessThan(10);
});
