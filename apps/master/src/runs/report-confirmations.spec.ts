import type { ControlMessage, ReportMessage } from '@orrery/contracts';
import type { Addressed, MessageSender } from '@orrery/messaging';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MasterLogger } from '../master-logger.js';
import { ReportConfirmations } from './report-confirmations.js';

const report = (id: string, workerId = 'w-1', kind: ReportMessage['kind'] = 'finished') =>
  ({ id, workerId, kind }) as ReportMessage;

describe('confirmations of reports', () => {
  const told: [worker: string, ids: readonly string[]][] = [];
  const debug = vi.fn();
  let isAway: boolean;
  let confirmations: ReportConfirmations;

  beforeEach(() => {
    vi.useFakeTimers();
    told.length = 0;
    isAway = false;
    const sendAll = async (_: string, messages: readonly Addressed<'worker.control'>[]) => {
      if (isAway) throw new Error('the broker is away');
      for (const { payload, address } of messages) {
        told.push([address!, (payload as ControlMessage & { kind: 'confirm' }).reportIds]);
      }
      return [];
    };
    const log = { logger: { debug } } as unknown as MasterLogger;
    confirmations = new ReportConfirmations({ sendAll } as unknown as MessageSender, log);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tell each worker of its ends together, a moment later', async () => {
    await confirmations.confirm([report('a')]);
    await confirmations.confirm([report('b', 'w-2'), report('c')]);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(told).toEqual([
      ['w-1', ['a', 'c']],
      ['w-2', ['b']],
    ]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toHaveLength(2);
  });

  it('of a checkpoint are told at once, with the ends that wait', async () => {
    await confirmations.confirm([report('a')]);
    await confirmations.confirm([report('b', 'w-1', 'checkpoint')]);
    expect(told).toEqual([['w-1', ['a', 'b']]]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toHaveLength(1);
  });

  it('of many ends are told at once', async () => {
    await confirmations.confirm(Array.from({ length: 100 }, (_, n) => report(`r-${n}`)));
    expect(told.map(([, ids]) => ids.length)).toEqual([100]);
  });

  it('are for reports that workers send again: nobody asks for those of starts and progress', async () => {
    await confirmations.confirm([report('a', 'w-1', 'started'), report('b', 'w-1', 'progress')]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual([]);
  });

  it('are told before the master goes', async () => {
    await confirmations.confirm([report('a')]);
    await confirmations.onModuleDestroy();
    expect(told).toEqual([['w-1', ['a']]]);
  });

  it('that get lost hold up nobody, and later ones are told', async () => {
    isAway = true;
    await confirmations.confirm([report('a')]);
    await vi.advanceTimersByTimeAsync(20);
    expect(debug).toHaveBeenCalledOnce();
    isAway = false;
    await confirmations.confirm([report('b', 'w-1', 'checkpoint')]);
    expect(told).toEqual([['w-1', ['b']]]);
  });
});
