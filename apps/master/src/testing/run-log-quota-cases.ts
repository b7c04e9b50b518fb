import { newId, SystemClock } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { linesOfBlock } from '../logs/log-block.js';
import type { LogStore } from '../logs/log-store.js';
import { RunLogQuota } from '../logs/run-log-quota.js';
import { logBlock } from './log-blocks.js';

const line = 'x'.repeat(99);
/** What former attempts keep of such lines, each in a block of its own. */
const keptLines = 10;

/** What holds for the logs of runs with several attempts, wherever they are kept. */
export function runLogQuotaCases(adapter: string, open: () => LogStore): void {
  const given = async () => {
    const store = open();
    const { length } = (await logBlock({ runId: newId(), texts: [line] })).content.bytes;
    const quota = new RunLogQuota(store, new SystemClock(), () => 2 * keptLines * length);
    const runId = newId();
    const write = async (attempt: number, lines: number, from = 1) => {
      const numbers = Array.from({ length: lines }, (_, index) => from + index);
      const blocks = numbers.map((first) => logBlock({ runId, attempt, first, texts: [line] }));
      await store.append(await Promise.all(blocks));
    };
    const begin = async (attempt: number) => {
      await store.append([await logBlock({ runId, attempt, texts: [line] })]);
      await quota.makeRoom([await logBlock({ runId, attempt, texts: [line] })]);
    };
    const kept = async () => {
      const lines = [];
      for await (const block of open().after(runId, 0)) lines.push(...(await linesOfBlock(block)));
      return lines.map(({ attempt, seq, text }) => {
        return [
          attempt,
          seq % 1_000_000_000,
          text === line ? 'x' : /^\d+ lines \(\d+ bytes\)/.exec(text)?.[0],
        ];
      });
    };
    return { store, quota, runId, write, begin, kept };
  };
  const lines = (attempt: number, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => [attempt, from + index, 'x']);

  describe(`logs of several attempts in ${adapter}`, () => {
    it('keep what fits, the newest lines, and tell what is left out', async () => {
      const { write, begin, kept } = await given();
      await write(1, 20);
      await begin(2);
      expect(await kept()).toEqual([[1, 10, '10 lines (1000 bytes)'], ...lines(1, 11, 20), [2, 1, 'x']]);
      await begin(2);
      expect(await kept()).toHaveLength(12);
    });

    it('give up the oldest attempts first, one after the other, and never the newest', async () => {
      const { write, begin, kept } = await given();
      await write(1, 20);
      await begin(2);
      await write(2, 5, 2);
      await begin(3);
      expect(await kept()).toEqual([
        [1, 16, '16 lines (1600 bytes)'],
        ...lines(1, 17, 20),
        ...lines(2, 1, 6),
        [3, 1, 'x'],
      ]);
      await write(3, 14, 2);
      await begin(4);
      expect(await kept()).toEqual([
        [1, 20, '20 lines (2000 bytes)'],
        [2, 6, '6 lines (600 bytes)'],
        [3, 5, '5 lines (500 bytes)'],
        ...lines(3, 6, 15),
        [4, 1, 'x'],
      ]);
    });

    it('of many attempts take no more than their quota', async () => {
      const { write, begin, kept } = await given();
      for (let attempt = 1; attempt <= 12; attempt += 1) {
        if (attempt > 1) await begin(attempt);
        await write(attempt, 4, 2);
      }
      const found = await kept();
      expect(found.filter(([, , text]) => text === 'x').length).toBeLessThanOrEqual(keptLines + 5);
      expect(found.slice(-4)).toEqual(lines(12, 2, 5));
    });

    it('keep all they have while that is little, and what other runs have', async () => {
      const [first, other] = [await given(), await given()];
      await first.write(1, 5);
      await other.write(1, 20);
      await first.begin(2);
      expect([await first.kept(), (await other.kept()).length]).toEqual([
        [...lines(1, 1, 5), [2, 1, 'x']],
        20,
      ]);
    });

    it('count what a worker had left out, and lines that came twice only once', async () => {
      const { store, runId, write, begin, kept } = await given();
      const text = "7 lines (77 bytes) are left out here: of an attempt's log 100 bytes are kept";
      await store.append([
        await logBlock({ runId, texts: [line, line] }),
        await logBlock({ runId, texts: [line, line, line] }),
        await logBlock({ runId, first: 4, stream: 'system', texts: [text] }),
      ]);
      await write(1, 10, 5);
      await begin(2);
      expect((await kept())[0]).toEqual([1, 4, '10 lines (377 bytes)']);
    });

    it('are shortened when that was interrupted before', async () => {
      const { store, runId, write, begin, kept } = await given();
      await write(1, 20);
      await begin(2);
      const before = await kept();
      expect(before[0]).toEqual([1, 10, '10 lines (1000 bytes)']);
      await store.append([await logBlock({ runId, first: 3, texts: [line] })]);
      await begin(2);
      expect(await kept()).toEqual(before);
    });
  });
}
