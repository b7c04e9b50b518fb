import type { LogBlock, PackedBlock } from './log-block.js';
import type { BlockPlace, StoredBlock } from './stores/block-name.js';

/**
 * Where the output of runs is kept. Blocks of a run may overlap: what was sent twice may have been cut differently. Every
 * adapter passes `logStoreConformance`.
 */
export abstract class LogStore {
  /** Resolves when the blocks are durable; one that is there already is left as it is. */
  abstract append(blocks: readonly PackedBlock[]): Promise<void>;
  /** The blocks that reach beyond `seq`, by their first line and then their last. */
  abstract after(runId: string, seq: number): AsyncIterable<LogBlock>;
  /** All blocks of a run, by their last line, the newest first. */
  abstract backwards(runId: string): AsyncIterable<LogBlock>;
  /** What the blocks of a run take, by their first line and then their last. */
  abstract sizes(runId: string): Promise<StoredBlock[]>;
  /**
   * Keeps blocks in the place of others; one that is kept may have the place of one that goes. Resolves when that is durable. A
   * reader may see both meanwhile, but never neither.
   */
  abstract replace(runId: string, gone: readonly BlockPlace[], kept: readonly PackedBlock[]): Promise<void>;
  /** Forgets all blocks of these runs; those that have none are no error. */
  abstract remove(runIds: readonly string[]): Promise<void>;
}
