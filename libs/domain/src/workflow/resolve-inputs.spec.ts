import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveInputs } from './resolve-inputs.js';
import type { WorkflowInput } from './workflow.js';

const input = (more: Partial<WorkflowInput> = {}): WorkflowInput => ({
  type: 'string',
  description: '',
  required: false,
  ...more,
});

describe('the inputs of a workflow run', () => {
  it.each<[string, Record<string, WorkflowInput>, Record<string, unknown>, unknown]>([
    ['are what it was given', { day: input() }, { day: 'Monday' }, { day: 'Monday' }],
    ['are defaults otherwise', { day: input({ default: 'Sunday' }) }, {}, { day: 'Sunday' }],
    ['are defaults for null', { day: input({ default: 'Sunday' }) }, { day: null }, { day: 'Sunday' }],
    [
      'are defaults, also where one is required',
      { n: input({ default: 'x', required: true }) },
      {},
      { n: 'x' },
    ],
    ['are null without both', { day: input() }, {}, { day: null }],
    [
      'may be false, 0 and empty',
      { a: input({ type: 'boolean', default: true }) },
      { a: false },
      { a: false },
    ],
  ])('%s', (_, inputs, given, values) => {
    expect(resolveInputs(inputs, given)).toEqual({ kind: 'resolved', values });
  });

  it('are refused for everything that is wrong with them', () => {
    const inputs = {
      day: input({ required: true }),
      rows: input({ type: 'integer', min: 1 }),
      at: input({ type: 'instant' }),
      mode: input({ choices: ['a', 'b'], default: 'a' }),
    };
    expect(resolveInputs(inputs, { 'a/b': 1, rows: 0, at: 'tomorrow', mode: 'c' })).toEqual({
      kind: 'refused',
      errors: [
        { pointer: '/inputs/a~1b', detail: 'the workflow has no input "a/b": it has day, rows, at, mode' },
        { pointer: '/inputs/day', detail: 'is required' },
        { pointer: '/inputs/rows', detail: 'must be at least 1' },
        {
          pointer: '/inputs/at',
          detail: 'must be an instant, ISO 8601 with its offset from UTC, e.g. 2026-03-01T00:00:00Z',
        },
        { pointer: '/inputs/mode', detail: 'must be one of "a", "b"' },
      ],
    });
  });

  it('are never those that every object has', () => {
    const given = JSON.parse('{"__proto__":1,"constructor":1}') as Record<string, unknown>;
    expect(resolveInputs({}, given)).toMatchObject({
      errors: [
        { detail: 'the workflow has no input "__proto__": it has none' },
        { detail: 'the workflow has no input "constructor": it has none' },
      ],
    });
    expect(resolveInputs({ toString: input() }, {})).toEqual({
      kind: 'resolved',
      values: { toString: null },
    });
  });

  it('are all there, or refused, whatever is given', () => {
    const inputs = { a: input({ required: true }), b: input({ type: 'list', max: 2 }) };
    const given = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue());
    fc.assert(
      fc.property(given, (values) => {
        const resolved = resolveInputs(inputs, values);
        if (resolved.kind === 'resolved') expect(Object.keys(resolved.values)).toEqual(['a', 'b']);
        else expect(resolved.errors.length).toBeGreaterThan(0);
      }),
    );
  });
});
