import type { ExpressionScope } from '@orrery/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CelExpressions } from './cel-expressions.js';
import { timeVariables } from './time-variables.js';

const language = new CelExpressions();
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

const scope: ExpressionScope = {
  inputs: { rows: 4, share: 0.5, whole: 1, day: '2026-03-01', none: null, list: [1, 2, 3], shop: { id: 7 } },
  nodes: {
    'a-b': { state: 'succeeded', outputs: { n: 2, text: 'x' } },
    c: { state: 'failed', outputs: null },
  },
  run: {
    id: 'r1',
    workflow: 'etl',
    workflowId: 'w1',
    version: 3,
    project: 'default',
    startedAt: '2026-03-29T00:00:05.000Z',
    plannedAt: '2026-03-29T00:00:00.000Z',
    trigger: 'schedule',
  },
  time: timeVariables({
    plannedAt: new Date('2026-03-29T00:00:00Z'),
    previousAt: new Date('2026-03-28T00:00:00Z'),
    nextAt: null,
    startedAt: new Date('2026-03-29T00:00:05Z'),
    timeZone: 'Europe/Berlin',
  }),
  item: { name: 'first' },
};
const evaluate = (text: string, more: Partial<ExpressionScope> = {}) =>
  language.evaluate(text, { ...scope, ...more });

describe('an expression gives', () => {
  it.each<[string, unknown]>([
    ['1 + 1', 2],
    ['inputs.rows > 3', true],
    ['inputs.rows == 4', true],
    ['4 == inputs.rows', true],
    ['nodes["a-b"].outputs.n == 2', true],
    ['nodes["a-b"].state == "succeeded" && nodes.c.state == "failed"', true],
    ['inputs.rows + 1', 5],
    ['1 - inputs.rows', -3],
    ['inputs.share * 2', 1],
    ['inputs.whole / 2', 0.5],
    ['7 / 2', 3],
    ['inputs.rows % 3', 1],
    ['-inputs.rows', -4],
    ['size(inputs.list) == 3', true],
    ['size(inputs.list) == inputs.list[2]', true],
    ['size(inputs.list) * 1.5', 4.5],
    ['inputs.list[inputs.whole]', 2],
    ['inputs.list == [1, 2, 3] && 2 in inputs.list', true],
    ['inputs.list.map(x, x * 2).filter(x, x > 2)', [4, 6]],
    ['inputs.list.exists(x, x == 3)', true],
    ['inputs.none == null && inputs.day != null', true],
    ['inputs.day == null ? "-" : inputs.day', '2026-03-01'],
    ['has(inputs.shop) && !has(inputs.shop.name)', true],
    ['has(nodes["a-b"].outputs.n) && !has(nodes["a-b"].outputs.m)', true],
    ['has(nodes["a-b"]) && has(nodes["a-b"].outputs["n"]) && !has(nodes["a-c"])', true],
    ['nodes.c.outputs', null],
    ['inputs.shop', { id: 7 }],
    ['item.name + "!"', 'first!'],
    ['{"a": [1, {"b": inputs.none}], "2": 1.5}', { a: [1, { b: null }], '2': 1.5 }],
    ['run.workflow + " " + string(run.version)', 'etl 3'],
    ['run.startedAt - run.plannedAt', 5_000],
    ['duration("1h")', 3_600_000],
    ['timestamp("2026-03-01T02:00:00+01:00")', '2026-03-01T01:00:00.000Z'],
    ['time.planned', '2026-03-29T00:00:00.000Z'],
    ['time.planned - time.previous == duration("24h")', true],
    ['time.next == null', true],
    ['time.weekday == 7 && time.hour == 1', true],
    ['time.unixMs', 1_774_742_400_000],
    ['time', scope.time],
    ['run', scope.run],
    ['format(time.planned, "yyyy/MM/dd HH:mm")', '2026/03/29 01:00'],
    ['format(shift(time.planned, {"hours": 1}), "HH:mm")', '03:00'],
    ['shift(time.planned, "P1D")', '2026-03-29T23:00:00.000Z'],
    ['startOf(inputs.day, "month")', '2026-02-28T23:00:00.000Z'],
    ['endOf(time.planned, "month") > time.planned', true],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual({ kind: 'value', value });
  });
});

describe('an expression fails', () => {
  it.each<[string, string | RegExp]>([
    ['inputs.nobody', 'fails at character 8: No such key: nobody'],
    ['inputs.shop.nobody', 'fails at character 13: No such key: nobody'],
    ['nodes.zz.state', 'fails at character 7: No such key: zz'],
    ['inputs.constructor', 'fails at character 8: No such key: constructor'],
    ['inputs.list[7]', /^fails at character 1: .*index 7 >= size 3$/],
    ['"a" + inputs.rows', /^fails at character 1: no such overload: string \+ /],
    ['inputs.rows ? 1 : 2', /must be bool, got 'double'/],
    ['1 / 0', 'fails at character 1: division by zero'],
    ['inputs.rows / 0', 'gives Infinity, which JSON does not know: is something divided by 0?'],
    ['9007199254740993', /^gives 9007199254740993, which is too great/],
    ['b"a"', 'gives bytes, which JSON does not know'],
    ['type(1)', 'gives a type, which JSON does not know'],
    ['time.planned + duration("99999999h")', 'gives an instant outside of the years 1 to 9999'],
    ['startOf(time.planned, "monht")', /speaks of the period "monht", which is none of year, /],
    ['inputs.', 'cannot be read at character 8: Expected IDENTIFIER, got EOF'],
    [
      'secrets.token',
      'speaks of "secrets", which are given to tasks only: name them in the field secrets of the task',
    ],
    ['process.env', /^speaks of "process"/],
  ])('%s', (text, reason) => {
    const evaluation = evaluate(text);
    expect(evaluation.kind).toBe('failed');
    expect(evaluation.kind === 'failed' && evaluation.reason).toMatch(
      reason instanceof RegExp ? reason : new RegExp(`^${escaped(reason)}$`),
    );
  });

  it('where it wants the item of no map', () => {
    expect(evaluate('item', { item: undefined })).toEqual({
      kind: 'failed',
      reason: 'fails at character 1: Unknown variable: item',
    });
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

describe('a hostile expression is ended', () => {
  const inputs = { list: numbers(100_000), text: 'x'.repeat(900_000) };
  const doubled = (times: number) => '.map(a, a + a)'.repeat(times);

  it.each([
    ['nested walks', 'inputs.list.map(a, inputs.list.map(b, inputs.list.map(c, a + b + c)))', 'takes longer'],
    ['walks that find nothing', 'inputs.list.all(a, inputs.list.all(b, a + b >= 0))', 'takes longer'],
    ['a text that doubles', `["x"]${doubled(40)}`, 'makes a text or a list longer'],
    [
      'a text that doubles and is split',
      `["x"]${doubled(28)}.map(a, a.split(""))`,
      'makes a text or a list longer',
    ],
    ['a list that doubles', `[inputs.list]${doubled(20)}`, 'longer than 1'],
    ['texts joined', 'inputs.list.map(a, inputs.text).join("")', 'makes a text or a list longer'],
    ['a list of itself', `[1]${'.map(a, [a, a, a, a])'.repeat(30)}`, 'gives more than 1000000 characters'],
    ['a great result', '[inputs.text, inputs.text]', 'gives more than 1000000 characters'],
  ])('%s', (_, text, reason) => {
    const start = performance.now();
    const evaluation = evaluate(text, { inputs });
    // Some 200 ms, where nothing else wants the processor.
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(evaluation).toMatchObject({ kind: 'failed', reason: expect.stringContaining(reason) as string });
  });

  it('and the process, and the expression itself with less to do, go on', async () => {
    const text = 'inputs.list.map(a, inputs.list.map(b, inputs.list.map(c, a + b + c)))';
    expect(evaluate(text, { inputs })).toMatchObject({ kind: 'failed' });
    expect(await Promise.resolve(1)).toBe(1);
    expect(evaluate(text, { inputs: { list: [1, 2] } })).toEqual({
      kind: 'value',
      value: [
        [
          [3, 4],
          [4, 5],
        ],
        [
          [4, 5],
          [5, 6],
        ],
      ],
    });
  });

  it('and one of deep values, too', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(evaluate('inputs.deep', { inputs: { deep } })).toEqual({
      kind: 'failed',
      reason: 'gives a value that nests deeper than 200 levels',
    });
    const other: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(evaluate('inputs.deep == inputs.other', { inputs: { deep, other } })).toMatchObject({
      kind: 'failed',
    });
  });
});

it('is fast for what conditions and templates are made of', () => {
  evaluate('inputs.rows > 3');
  const start = performance.now();
  for (let count = 0; count < 1_000; count += 1) evaluate('inputs.rows > 3 && inputs.day != ""');
  expect(performance.now() - start).toBeLessThan(100);
});

it('never throws, and gives back any JSON as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.string(), (value, text) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(evaluate('inputs.value', { inputs: { value: plain } })).toEqual({ kind: 'value', value: plain });
      expect(['value', 'failed']).toContain(evaluate(text, { inputs: { value: plain } }).kind);
      expect(['value', 'failed']).toContain(
        evaluate(`inputs.value${text}`, { inputs: { value: plain } }).kind,
      );
    }),
  );
});
