import { seqOf } from '@orrery/contracts';
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
      expect(await quota.makeRoom(runId, seqOf(attempt, 1), () => true)).toBe(true);
    };
    const kept = async () => {
      const lines = [];
      for await (const block of open().after(runId, 0)) lines.push(...(await linesOfBlock(block)));
      return lines.map(({ attempt, seq, text }) => {
        return [attempt, seq % 1_000_000_000, text === line ? 'x' : /^lines 1 to \d+/.exec(text)?.[0]];
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
      expect(await kept()).toEqual([[1, 10, 'lines 1 to 10'], ...lines(1, 11, 20), [2, 1, 'x']]);
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
        [1, 16, 'lines 1 to 16'],
        ...lines(1, 17, 20),
        ...lines(2, 1, 6),
        [3, 1, 'x'],
      ]);
      await write(3, 14, 2);
      await begin(4);
      expect(await kept()).toEqual([
        [1, 20, 'lines 1 to 20'],
        [2, 6, 'lines 1 to 6'],
        [3, 5, 'lines 1 to 5'],
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

    it('keep what also stands in a block that goes', async () => {
      const { store, runId, write, begin, kept } = await given();
      await store.append([
        await logBlock({ runId, texts: [line, line] }),
        await logBlock({ runId, texts: [line, line, line] }),
        await logBlock({ runId, first: 3, texts: [line, line] }),
      ]);
      await write(1, 8, 5);
      await begin(2);
      expect((await kept()).slice(0, 3)).toEqual([[1, 2, 'lines 1 to 2'], ...lines(1, 3, 4)]);
    });

    it('are shortened in steps, of which each tells what is gone so far', async () => {
      const { store, quota, runId, write, begin, kept } = await given();
      await write(1, 230);
      await store.append([await logBlock({ runId, attempt: 2, texts: [line] })]);
      expect(await quota.makeRoom(runId, seqOf(2, 1), () => false)).toBe(false);
      expect(await kept()).toEqual([[1, 200, 'lines 1 to 200'], ...lines(1, 201, 230), [2, 1, 'x']]);
      await begin(2);
      expect(await kept()).toEqual([[1, 220, 'lines 1 to 220'], ...lines(1, 221, 230), [2, 1, 'x']]);
    }, 60_000);

    it('are told by one note, however many steps it takes', async () => {
      const { write, begin, kept } = await given();
      await write(1, 201);
      await write(2, 219);
      await begin(3);
      expect(await kept()).toEqual([
        [1, 201, 'lines 1 to 201'],
        [2, 209, 'lines 1 to 209'],
        ...lines(2, 210, 219),
        [3, 1, 'x'],
      ]);
    }, 60_000);

    it('are shortened when that was interrupted before', async () => {
      const { store, runId, write, begin, kept } = await given();
      await write(1, 20);
      await begin(2);
      const before = await kept();
      expect(before[0]).toEqual([1, 10, 'lines 1 to 10']);
      await store.append([await logBlock({ runId, first: 3, texts: [line] })]);
      await begin(2);
      expect(await kept()).toEqual(before);
    });
  });
}
