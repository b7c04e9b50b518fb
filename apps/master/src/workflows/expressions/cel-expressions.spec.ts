import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CelExpressions } from './cel-expressions.js';

const language = new CelExpressions();

describe('CEL', () => {
  it.each([
    ['1 + 1', 'number', []],
    ['inputs.rows > 3 && !has(nodes.a.outputs.x)', 'bool', ['inputs.rows', 'nodes.a']],
    ['has(nodes["a-b"].outputs.x)', 'bool', ['nodes.a-b']],
    ['nodes["a-b"].state == "succeeded"', 'bool', ['nodes.a-b']],
    ['nodes[inputs.which].state', 'unknown', ['nodes', 'inputs.which']],
    ['inputs.shops', 'unknown', ['inputs.shops']],
    ['inputs.shops.filter(shop, shop.size > inputs.least)', 'list', ['inputs.shops', 'inputs.least']],
    ['inputs.shops.map(item, item.name)', 'list', ['inputs.shops']],
    ['inputs.shops.exists(item, item == 1) && item == 2', 'bool', ['inputs.shops', 'item']],
    ['item.name', 'unknown', ['item.name']],
    ['[1, "a"]', 'list', []],
    ['{"day": time.planned}', 'object', ['time.planned']],
    ['timestamp("2026-03-01T00:00:00Z") + duration("2h")', 'instant', []],
    ['run.id + "/" + time.date', 'string', ['run.id', 'time.date']],
    ['time.planned', 'instant', ['time.planned']],
    ['time.previous', 'unknown', ['time.previous']],
    ['time["year"] + run.version', 'number', ['time.year', 'run.version']],
    ['format(time.planned, "yyyy")', 'string', ['time.planned']],
    ['shift(inputs.at, {"days": -1, "months": inputs.n})', 'instant', ['inputs.at', 'inputs.n']],
    ['time.planned.getFullYear()', 'number', ['time.planned']],
    ['startOf(shift("2026-03-01", "P1D"), "month")', 'instant', []],
    ['null', 'null', []],
    ['b"a"', 'other', []],
    ['type(inputs.x)', 'other', ['inputs.x']],
    ['[1].map(x, [2].exists(y, x == y))', 'list', []],
  ])('%s gives %s', (text, gives, references) => {
    const verdict = language.examine(text);
    expect(verdict).toMatchObject({ kind: 'understood', gives });
    const told = verdict.kind === 'understood' ? verdict.references : [];
    expect(told.map(({ root, field }) => (field === undefined ? root : `${root}.${field}`))).toEqual(
      references,
    );
  });

  const roots = 'which is none of inputs, nodes, run, time, item (the node "a-b" is written nodes["a-b"])';
  it.each([
    ['', 'cannot be read at character 1: Unexpected token: EOF'],
    ['1 +', 'cannot be read at character 4: Unexpected token: EOF'],
    ['process.env.HOME', `speaks of "process", ${roots}`],
    ['globalThis', `speaks of "globalThis", ${roots}`],
    ['nodes.a-b.state', `speaks of "b", ${roots}`],
    ['cel', `speaks of "cel", ${roots}`],
    ['optional.of(1)', `speaks of "optional", ${roots}`],
    ['type(1) == int', `speaks of "int", ${roots}`],
    ['[1].exists(x, x == 1) && x == 1', `speaks of "x", ${roots}`],
    ['"a" + 1', 'makes no sense: no such overload: string + int'],
    ['nobody(1)', expect.stringContaining('makes no sense: ') as unknown as string],
    [
      'inputs.x.matches("(a+)+$")',
      'uses a regular expression, which may take for ever: use contains, startsWith or endsWith',
    ],
    [
      '[1].exists(x, "a".matches("b"))',
      'uses a regular expression, which may take for ever: use contains, startsWith or endsWith',
    ],
    ['cel.bind(a, 1, a + a)', 'uses cel.bind, which workflows do not know'],
    ['bytes(inputs.x)', 'uses bytes, which workflows do not know'],
    [
      'time.planned.getHours("Asia/Tokyo")',
      'uses getHours of a zone: format() knows the zone of the workflow',
    ],
    ['time.planned.getDayOfYear()', 'uses getDayOfYear of a zone: format() knows the zone of the workflow'],
    [
      'secrets.token',
      'speaks of "secrets", which are given to tasks only: name them in the field secrets of the task',
    ],
    [
      'time.planed',
      expect.stringMatching(/^speaks of "time.planed": time has zone, planned, /) as unknown as string,
    ],
    [
      'run["name"]',
      'speaks of "run.name": run has id, workflow, workflowId, version, project, startedAt, plannedAt, trigger',
    ],
    ['timestamp("tomorrow")', 'takes "tomorrow" for an instant'],
    ['timestamp("2026-02-30T00:00:00Z")', 'takes "2026-02-30T00:00:00Z" for an instant'],
    ['startOf(1, "day")', "makes no sense: found no matching overload for 'startOf(int, string)'"],
    [
      `${'('.repeat(60)}1${')'.repeat(60)}`,
      expect.stringContaining('Exceeded maxDepth') as unknown as string,
    ],
    [
      Array.from({ length: 3_000 }, () => '1').join('+'),
      expect.stringContaining('cannot be read') as unknown as string,
    ],
  ])('refuses %j', (text, reason) => {
    expect(language.examine(text)).toEqual({ kind: 'refused', reason });
  });

  it('tells of a text that stands for itself', () => {
    expect(language.examine('"tomorrow"')).toMatchObject({ gives: 'string', literal: 'tomorrow' });
    expect(language.examine('"to" + "morrow"')).not.toHaveProperty('literal');
  });

  it('says something of whatever it is given, and never throws', () => {
    const pieces = fc.constantFrom(
      'inputs',
      '.',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      '{',
      '}',
      '&&',
      '?',
      ':',
      '1',
      'map',
      ',',
      ' ',
      'x',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((each) => each.join('')),
        ),
        (text) => {
          expect(['understood', 'refused']).toContain(language.examine(text).kind);
        },
      ),
    );
  });
});
