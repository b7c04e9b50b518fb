import { describe, expect, it } from 'vitest';
import { TriggerRunDto, TriggerRunsDto } from '../http/run.dto.js';
import { CreateTaskDto, TaskBodyDto } from '../http/task.dto.js';
import { TaskNodeDto } from '../http/workflow-task-nodes.dto.js';
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

  it.each([
    { kind: 'shell', spec: { command: 'true' } },
    { kind: 'script', spec: { interpreter: 'node', source: '1', args: ['a'], env: { A: 'b' } }, tags: ['x'] },
    {
      kind: 'handler',
      spec: { handler: 'a.b' },
      retry: { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 5 } },
    },
    {
      kind: 'shell',
      spec: { command: 'true' },
      isolation: { level: 'sandbox', limits: { cpu: 0.5, pids: 9 } },
    },
    {
      kind: 'shell',
      spec: { command: 'true' },
      retry: { neverOn: { kinds: ['timeout'] } },
      idempotent: true,
    },
    { kind: 'shell', spec: { command: 'true' }, requires: { labels: { zone: 'a' }, minFreeCpu: 0.25 } },
  ])('makes of the task %j, alone and in a node, what the thorough validation makes of it', (task) => {
    expect(quicklyRead(TaskBodyDto, task)).toEqual(parse(TaskLikeDto, task));
    const node = { id: 'a', kind: 'task', task, dependsOn: ['b'], params: { x: 1 }, timeoutMs: 5 };
    expect(quicklyRead(TaskNodeDto, node)).toEqual(parse(NodeLikeDto, node));
  });

  it.each([
    { kind: 'shell', spec: { handler: 'a.b' } },
    { kind: 'shell', spec: { command: '' } },
    { kind: 'shell' },
    { kind: 'constructor', spec: { command: 'true' } },
    { kind: 'shell', spec: { command: 'true', env: { A: 1 } } },
    { kind: 'shell', spec: { command: 'true' }, weight: 0 },
    { kind: 'shell', spec: { command: 'true' }, weight: 1.5 },
    { kind: 'shell', spec: { command: 'true' }, tags: [1] },
    { kind: 'shell', spec: { command: 'true' }, idempotent: 'yes' },
    { kind: 'shell', spec: { command: 'true' }, requires: { minFreeCpu: 2 } },
    { kind: 'shell', spec: { command: 'true' }, requires: { labels: [] } },
    { kind: 'shell', spec: { command: 'true' }, isolation: { level: 'most' } },
    { kind: 'shell', spec: { command: 'true' }, retry: { backoff: { kind: 'none' } } },
    { kind: 'shell', spec: { command: 'true' }, retry: { backoff: { kind: 'fixed' } } },
  ])('leaves the task %j to the thorough validation, which refuses it', (task) => {
    expect(quicklyRead(TaskBodyDto, task)).toBe(unsure);
    expect(quicklyRead(TaskNodeDto, { id: 'a', kind: 'task', task })).toBe(unsure);
    expect(() => parse(TaskBodyDto, task)).toThrow();
  });

  it('knows the fields that a class inherits', () => {
    expect(quicklyRead(TaskNodeDto, { id: 'a', kind: 'task', task: 'hello' })).toBeInstanceOf(TaskNodeDto);
    expect(quicklyRead(TaskNodeDto, { kind: 'task', task: 'hello' })).toBe(unsure);
    expect(quicklyRead(TaskNodeDto, { id: '-', kind: 'task', task: 'hello' })).toBe(unsure);
    expect(quicklyRead(TaskNodeDto, { id: 'a', kind: 'task', task: '-' })).toBe(unsure);
  });

  it('vouches for no class that did not ask for it', () => {
    expect(quicklyRead(CreateTaskDto, { name: 'a' })).toBe(unsure);
  });
});

/** The same fields, validated thoroughly: these classes did not ask for a quick look. */
class CreateTriggerLikeDto extends TriggerRunsDto {}

class TaskLikeDto extends TaskBodyDto {}

class NodeLikeDto extends TaskNodeDto {}
