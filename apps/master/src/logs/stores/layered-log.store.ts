import type { LogBlock, PackedBlock } from '../log-block.js';
import { LogStore } from '../log-store.js';
import { newestFirst, oldestFirst, type BlockPlace, type StoredBlock } from './block-name.js';

/** Keeps logs in one store, and still has what was kept in another before. */
export class LayeredLogStore extends LogStore {
  constructor(
    private readonly present: LogStore,
    private readonly former: LogStore,
  ) {
    super();
  }

  append(blocks: readonly PackedBlock[]): Promise<void> {
    return this.present.append(blocks);
  }

  after(runId: string, seq: number): AsyncIterable<LogBlock> {
    return merged(this.former.after(runId, seq), this.present.after(runId, seq), oldestFirst);
  }

  backwards(runId: string): AsyncIterable<LogBlock> {
    return merged(this.former.backwards(runId), this.present.backwards(runId), newestFirst);
  }

  async sizes(runId: string): Promise<StoredBlock[]> {
    const all = await Promise.all([this.former.sizes(runId), this.present.sizes(runId)]);
    return all.flat().sort(oldestFirst);
  }

  async replace(runId: string, gone: readonly BlockPlace[], kept: readonly PackedBlock[]): Promise<void> {
    await this.present.replace(runId, gone, kept);
    await this.former.replace(runId, gone, []);
  }

  async remove(runIds: readonly string[]): Promise<void> {
    await this.present.remove(runIds);
    await this.former.remove(runIds);
  }
}

type Order = (one: BlockPlace, other: BlockPlace) => number;

/** Both in one order; a run may have begun before the store was changed and ended after it. */
async function* merged(
  one: AsyncIterable<LogBlock>,
  other: AsyncIterable<LogBlock>,
  order: Order,
): AsyncGenerator<LogBlock> {
  const [ones, others] = [one[Symbol.asyncIterator](), other[Symbol.asyncIterator]()];
  let [left, right] = [await ones.next(), await others.next()];
  while (left.done !== true || right.done !== true) {
    const takesLeft = right.done === true || (left.done !== true && order(left.value, right.value) <= 0);
    if (takesLeft) {
      yield left.value as LogBlock;
      left = await ones.next();
    } else {
      yield right.value as LogBlock;
      right = await others.next();
    }
  }
}
