import type { LogLineDto } from '@orrery/contracts';
import { NotFoundError, UnavailableError } from '@orrery/domain';
import type { ServiceClient } from '@orrery/messaging';
import { describe, expect, it, vi } from 'vitest';
import { MasterRunLog, logTailOf } from './master-run-log.js';

const line = (seq: number, attempt: number, text: string): LogLineDto => ({
  seq,
  attempt,
  stream: 'stdout',
  at: '2026-03-01T10:00:00.000Z',
  text,
});

describe('logTailOf', () => {
  it('writes a heading where an attempt begins', () => {
    const tail = logTailOf([line(1, 1, 'one'), line(2, 1, 'two'), line(3, 2, 'three')], 5);
    expect(tail).toMatchObject({ kind: 'read', lines: 3, omitted: 5 });
    expect(tail.text.split('\n')).toEqual([
      '--- attempt 1 ---',
      '2026-03-01T10:00:00.000Z stdout one',
      '2026-03-01T10:00:00.000Z stdout two',
      '--- attempt 2 ---',
      '2026-03-01T10:00:00.000Z stdout three',
      '',
    ]);
  });

  it('keeps the newest lines that fit, counted in bytes', () => {
    const items = Array.from({ length: 100 }, (_, index) => line(index, 1, 'ü'.repeat(500)));
    const tail = logTailOf(items, 7, 10_000);
    expect(Buffer.byteLength(tail.text)).toBeLessThanOrEqual(10_000);
    expect(tail.lines).toBe(9);
    expect(tail.omitted).toBe(98);
  });
});

describe('MasterRunLog', () => {
  const clientThat = (call: () => Promise<unknown>) => {
    const spy = vi.fn(call);
    return { spy, log: new MasterRunLog({ call: spy } as unknown as ServiceClient) };
  };

  it('does not ask again at once when no master answers', async () => {
    const { spy, log } = clientThat(() => Promise.reject(new UnavailableError('nobody answered')));
    const away = { kind: 'unavailable', reason: 'nobody answered' };
    expect([await log.tail('run-1'), await log.tail('run-2')]).toEqual([away, away]);
    expect(spy).toHaveBeenCalledTimes(1);
  });

  it('asks for the next run when a master does not know this one', async () => {
    const { spy, log } = clientThat(() => Promise.reject(NotFoundError.of('run', 'run-1')));
    expect(await log.tail('run-1')).toEqual({ kind: 'unavailable', reason: 'There is no run "run-1".' });
    await log.tail('run-2');
    expect(spy).toHaveBeenCalledTimes(2);
  });
});
