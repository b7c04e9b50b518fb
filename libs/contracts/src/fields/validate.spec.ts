import { InvalidError } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { CreateTaskDto } from '../http/task.dto.js';
import { RerunWorkflowDto, TriggerWorkflowDto } from '../http/workflow-run.dto.js';
import { accept, parse } from './validate.js';

const task = { name: 'hello', kind: 'shell', spec: { command: 'true' } };

function pointersOf(body: unknown): string[] {
  try {
    parse(CreateTaskDto, body);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidError);
    return (error as InvalidError).errors.map(({ pointer }) => pointer);
  }
}

describe('parse', () => {
  it('fills in every default', () => {
    const parsed = parse(CreateTaskDto, task);
    expect(parsed).toMatchObject({
      project: 'default',
      group: 'default',
      priority: 'normal',
      idempotent: false,
    });
    expect(parsed.retry).toMatchObject({ maxAttempts: 1, backoff: { kind: 'exponential', factor: 2 } });
    expect(parse(CreateTaskDto, JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  it('takes null for left out where there is a default', () => {
    const nulls = { project: null, group: null, timeoutMs: null, retry: null, params: null, spec: task.spec };
    expect(parse(CreateTaskDto, { ...task, ...nulls })).toEqual(parse(CreateTaskDto, task));
    expect(parse(TriggerWorkflowDto, { inputs: null })).toEqual({ inputs: {} });
    expect(parse(RerunWorkflowDto, { from: 'start', mark: null })).toEqual({ from: 'start', mark: [] });
    expect(pointersOf({ ...task, name: null })).toContain('/name');
  });

  it.each([
    [{ ...task, name: undefined }, '/name'],
    [{ ...task, name: 'a b' }, '/name'],
    [{ ...task, name: 'x'.repeat(101) }, '/name'],
    [{ ...task, kind: 'magic' }, '/kind'],
    [{ ...task, spec: {} }, '/spec/command'],
    [{ ...task, spec: 'echo' }, '/spec'],
    [{ ...task, spec: { command: 'true', shell: 'zsh' } }, '/spec/shell'],
    [{ ...task, timeoutMs: -1 }, '/timeoutMs'],
    [{ ...task, timeoutMs: 1.5 }, '/timeoutMs'],
    [{ ...task, colour: 'red' }, '/colour'],
    [{ ...task, labels: { a: 1 } }, '/labels'],
    [{ ...task, retry: { maxAttempts: 0 } }, '/retry/maxAttempts'],
    [
      { ...task, retry: { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: -200 } } },
      '/retry/backoff/delayMs',
    ],
    [{ ...task, retry: { maxAttempts: 2, backoff: { kind: 'magic' } } }, '/retry/backoff/kind'],
    [{ ...task, params: { text: 'x'.repeat(70_000) } }, '/params'],
    [[], ''],
    [null, ''],
  ])('names the field that is wrong (%#)', (body, pointer) => {
    expect(pointersOf(body)).toContain(pointer);
  });
});

describe('accept', () => {
  it('drops what a newer peer added, and still refuses what is wrong', () => {
    expect(accept(CreateTaskDto, { ...task, addedLater: true })).not.toHaveProperty('addedLater');
    expect(() => accept(CreateTaskDto, { ...task, timeoutMs: -1, addedLater: true })).toThrow('timeoutMs');
  });
});
