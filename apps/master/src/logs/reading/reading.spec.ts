import { newId } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { logBlock } from '../../testing/log-blocks.js';
import { useDirectory } from '../../testing/use-directory.js';
import { packedBlock } from '../log-block.js';
import { DirectoryFolders } from '../stores/directory-folders.js';
import { NamedLogStore } from '../stores/named-log.store.js';
import { gapBetween } from './gap-between.js';
import { LineCollector } from './line-collector.js';
import { ReadBudget } from './read-budget.js';

const secondAttempt = 1_000_000_001;

describe('a gap', () => {
  it.each([
    [0, 1, undefined],
    [0, 3, { from: 1, to: 2 }],
    [7, 8, undefined],
    [7, 10, { from: 8, to: 9 }],
    [7, secondAttempt, undefined],
    [7, secondAttempt + 2, { from: secondAttempt, to: secondAttempt + 1 }],
    [0, secondAttempt, undefined],
  ])('between %d and %d', (last, next, gap) => {
    expect(gapBetween(last, next)).toEqual(gap);
  });
});

describe('a collector', () => {
  const directory = useDirectory();
  const store = new NamedLogStore(new DirectoryFolders(directory.path));
  const runId = newId();
  const blocks = [1, 101, 201].map((first) =>
    logBlock({ runId, first, texts: Array.from({ length: 100 }, (_, index) => `line ${first + index}`) }),
  );
  const take = async (limit: number, after = 0, budget = new ReadBudget()) => {
    const found = new LineCollector(limit, budget);
    const last = await found.take(store, { runId, after }, (line) => line);
    return { seqs: found.items.map(({ seq }) => seq), gaps: found.gaps, last };
  };

  it('stops when it has enough, and tells where', async () => {
    await store.append(await Promise.all(blocks));
    expect(await take(3, 99)).toEqual({ seqs: [100, 101, 102], gaps: [], last: 102 });
    expect(await take(3, 297)).toEqual({ seqs: [298, 299, 300], gaps: [], last: undefined });
  });

  it('stops with the block that used up what it may read', async () => {
    const { seqs, last } = await take(1_000, 0, new ReadBudget({ bytes: 1, ms: 60_000 }));
    expect([seqs.length, last]).toEqual([100, 100]);
    expect((await take(1_000, 0, new ReadBudget({ bytes: 1e9, ms: 0 }))).last).toBe(100);
  });

  it('answers with about a megabyte', async () => {
    const wide = newId();
    const texts = Array.from({ length: 40 }, () => 'x'.repeat(65_536));
    await store.append([await logBlock({ runId: wide, texts })]);
    const found = new LineCollector(1_000, new ReadBudget());
    expect(await found.take(store, { runId: wide, after: 0 }, (line) => line)).toBe(16);
  });

  it('shows a block that is spoilt as a gap', async () => {
    await store.append([packedBlock(runId, 101, 200, Buffer.from('spoilt'))]);
    const { seqs, gaps } = await take(1_000);
    expect([seqs.length, gaps]).toEqual([200, [{ from: 101, to: 200 }]]);
  });

  it('goes on behind a block that is spoilt, though it may read no more', async () => {
    const { last, gaps } = await take(1_000, 100, new ReadBudget({ bytes: 1e9, ms: 0 }));
    expect([last, gaps]).toEqual([200, [{ from: 101, to: 200 }]]);
  });
});
