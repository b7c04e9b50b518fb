import { newId } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { linesOfBlock, type LogBlock } from '../logs/log-block.js';
import type { LogStore } from '../logs/log-store.js';
import { logBlock } from './log-blocks.js';

async function all(blocks: AsyncIterable<LogBlock>): Promise<LogBlock[]> {
  const found: LogBlock[] = [];
  for await (const block of blocks) found.push(block);
  return found;
}

const placesOf = (blocks: readonly LogBlock[]) => blocks.map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq]);

/** What every place for logs must do. `open` gives another connection to the same place. */
export function logStoreConformance(adapter: string, open: () => LogStore): void {
  describe(`${adapter} is a log store`, () => {
    it('gives back what it was given, whichever connection asks', async () => {
      const runId = newId();
      const texts = ['größe 💥', '', '\u001b[31mred\u001b[0m', ' ends with a blank '];
      await open().append([await logBlock({ runId, texts, stream: 'stderr' })]);
      const [block, ...others] = await all(open().after(runId, 0));
      expect(others).toEqual([]);
      expect(await linesOfBlock(block!)).toEqual(
        texts.map((text, index) => ({
          seq: index + 1,
          attempt: 1,
          stream: 'stderr',
          at: '2026-01-01T00:00:00.000Z',
          text,
        })),
      );
    });

    it('gives blocks in the order of their lines, whenever they came, across attempts', async () => {
      const runId = newId();
      const store = open();
      const texts = ['a', 'b'];
      await store.append([await logBlock({ runId, attempt: 2, texts })]);
      await store.append([
        await logBlock({ runId, first: 3, texts }),
        await logBlock({ runId, first: 1, texts }),
      ]);
      const second = 1_000_000_001;
      expect(placesOf(await all(store.after(runId, 0)))).toEqual([
        [1, 2],
        [3, 4],
        [second, second + 1],
      ]);
      expect(placesOf(await all(store.backwards(runId)))).toEqual([
        [second, second + 1],
        [3, 4],
        [1, 2],
      ]);
    });

    it('gives what reaches beyond a line', async () => {
      const runId = newId();
      const store = open();
      const blocks = [1, 4, 7].map((first) => logBlock({ runId, first, texts: ['x', 'y', 'z'] }));
      await store.append(await Promise.all(blocks));
      expect(placesOf(await all(store.after(runId, 3)))).toEqual([
        [4, 6],
        [7, 9],
      ]);
      expect(placesOf(await all(store.after(runId, 5)))).toEqual([
        [4, 6],
        [7, 9],
      ]);
      expect(await all(store.after(runId, 9))).toEqual([]);
    });

    it('keeps a block that comes twice once, and one that was cut differently beside it', async () => {
      const runId = newId();
      const store = open();
      const block = await logBlock({ runId, texts: ['a', 'b'] });
      await store.append([block, block]);
      await store.append([block, await logBlock({ runId, texts: ['a', 'b', 'c'] })]);
      expect(placesOf(await all(store.after(runId, 0)))).toEqual([
        [1, 2],
        [1, 3],
      ]);
      expect(placesOf(await all(store.backwards(runId)))).toEqual([
        [1, 3],
        [1, 2],
      ]);
    });

    it('takes many blocks at once, and large ones', async () => {
      const runId = newId();
      const store = open();
      const blocks = Array.from({ length: 40 }, (_, index) =>
        logBlock({ runId, first: index + 1, texts: [`${index}`] }),
      );
      const random = Array.from({ length: 3_000 }, () => newId() + newId());
      await store.append([
        ...(await Promise.all(blocks)),
        await logBlock({ runId, first: 41, texts: random }),
      ]);
      const found = await all(store.after(runId, 0));
      expect(found).toHaveLength(41);
      expect((await linesOfBlock(found[40]!)).map(({ text }) => text)).toEqual(random);
    });

    it('tells what its blocks take, in their order', async () => {
      const runId = newId();
      const store = open();
      const blocks = [
        await logBlock({ runId, first: 3, texts: [newId(), newId()] }),
        await logBlock({ runId, texts: ['a', 'b'] }),
        await logBlock({ runId, attempt: 2, texts: ['c'] }),
      ];
      await store.append(blocks);
      const sizes = [blocks[1]!, blocks[0]!, blocks[2]!].map(({ firstSeq, lastSeq, content }) => {
        return { firstSeq, lastSeq, storedBytes: content.bytes.length };
      });
      expect(await open().sizes(runId)).toEqual(sizes);
      expect(await store.sizes(newId())).toEqual([]);
    });

    it('keeps blocks in the place of others', async () => {
      const [runId, other] = [newId(), newId()];
      const store = open();
      const numbers = Array.from({ length: 210 }, (_, index) => index + 1);
      const blocks = numbers.map((first) => logBlock({ runId, first, texts: ['x'] }));
      await store.append(await Promise.all([...blocks, logBlock({ runId: other, texts: ['x'] })]));
      const gone = numbers.slice(0, 208).map((seq) => ({ firstSeq: seq, lastSeq: seq }));
      await store.replace(
        runId,
        [...gone, { firstSeq: 7, lastSeq: 9 }],
        [await logBlock({ runId, first: 208, texts: ['instead'] })],
      );
      const left = await all(open().after(runId, 0));
      expect(placesOf(left)).toEqual([
        [208, 208],
        [209, 209],
        [210, 210],
      ]);
      expect((await linesOfBlock(left[0]!))[0]!.text).toBe('instead');
      expect(placesOf(await all(store.backwards(runId)))).toHaveLength(3);
      expect(await all(store.after(other, 0))).toHaveLength(1);
      await store.replace(newId(), gone.slice(0, 1), []);
      await store.replace(runId, [], []);
      expect(await all(store.after(runId, 0))).toHaveLength(3);
    });

    it('forgets runs, and only those', async () => {
      const [gone, kept] = [newId(), newId()];
      const store = open();
      const numbers = [1, 2, 3, 4, 5];
      for (const runId of [gone, kept]) {
        await store.append(
          await Promise.all(numbers.map((first) => logBlock({ runId, first, texts: ['x'] }))),
        );
      }
      await store.remove([gone, newId()]);
      expect([await all(store.after(gone, 0)), await all(store.backwards(gone))]).toEqual([[], []]);
      expect(await all(store.after(kept, 0))).toHaveLength(5);
      await store.remove([]);
      await store.append([]);
    });
  });
}
