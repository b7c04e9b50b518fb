import { describe, expect, it } from 'vitest';
import { TriggerRunDto, TriggerRunsDto } from '../http/run.dto.js';
import { CreateTaskDto } from '../http/task.dto.js';
import { quicklyRead, unsure } from './quick-fields.js';
import { parse } from './validate.js';

const dueAt = '2026-03-01T00:00:00.000Z';

describe('a quick look', () => {
  it.each([{}, { params: {} }, { params: { a: [1, { b: null }] }, priority: 'high', dueAt }])(
    'makes of %o what the thorough validation makes of it',
    (item) => {
      const thorough = parse(CreateTriggerLikeDto, { items: [item] }).items[0];
      const quick = quicklyRead(TriggerRunDto, item);
      expect(quick).toBeInstanceOf(TriggerRunDto);
      expect(quick).toEqual(thorough);
    },
  );

  it('makes a list of instances', () => {
    const read = quicklyRead(TriggerRunsDto, { items: [{ params: {} }, {}] });
    expect((read as TriggerRunsDto).items.every((item) => item instanceof TriggerRunDto)).toBe(true);
    expect((read as TriggerRunsDto).items).toHaveLength(2);
  });

  it.each([
    { items: [{ params: {}, colour: 'red' }] },
    { items: [{ params: [] }] },
    { items: [{ params: { text: 'x'.repeat(70_000) } }] },
    { items: [{ priority: 'most' }] },
    { items: [{ dueAt: '2026-02-30T00:00:00.000Z' }] },
    { items: [{ dueAt: 'tomorrow' }] },
    { items: [] },
    { items: new Array(5_001).fill({}) },
    { items: [{}, null] },
    { items: {} },
    {},
    [],
    null,
  ])('leaves what is not plainly right to the thorough validation (%#)', (body) => {
    expect(quicklyRead(TriggerRunsDto, body)).toBe(unsure);
    expect(() => parse(TriggerRunsDto, body)).toThrow();
  });

  it('vouches for no class that did not ask for it', () => {
    expect(quicklyRead(CreateTaskDto, { name: 'a' })).toBe(unsure);
  });
});

/** The same fields, validated thoroughly: its class did not ask for a quick look. */
class CreateTriggerLikeDto extends TriggerRunsDto {}
