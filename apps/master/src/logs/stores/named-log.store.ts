import { UnavailableError } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import { packedBlock, type LogBlock, type PackedBlock } from '../log-block.js';
import { LogStore } from '../log-store.js';
import { inTurns } from '../in-turns.js';
import {
  blockName,
  newestFirst,
  oldestFirst,
  placeOf,
  type BlockPlace,
  type StoredBlock,
} from './block-name.js';

export interface NamedSize {
  readonly name: string;
  readonly bytes: number;
}

/** Something that keeps bytes by name, in one folder for each run. */
export interface LogFolders {
  /** Resolves when they are durable; what has that name is written over. */
  write(runId: string, name: string, bytes: Buffer): Promise<void>;
  /** Undefined when nothing has that name any more. */
  read(runId: string, name: string): Promise<Buffer | undefined>;
  /** The names in a folder, in any order; none when there is no such folder. */
  list(runId: string): Promise<string[]>;
  /** The names in a folder, each with the length of its bytes, in any order. */
  sizes(runId: string): Promise<NamedSize[]>;
  /** Removes what has these names; those that are not there are no error. */
  removeNames(runId: string, names: readonly string[]): Promise<void>;
  /** Removes a folder with all it holds; one that is not there is no error. */
  remove(runId: string): Promise<void>;
}

/** Keeps each block under a name of its own that says where its lines stand. */
export class NamedLogStore extends LogStore {
  constructor(private readonly folders: LogFolders) {
    super();
  }

  async append(blocks: readonly PackedBlock[]): Promise<void> {
    await reached(() =>
      inTurns(blocks, (block) => this.folders.write(block.runId, blockName(block), block.content.bytes)),
    );
  }

  async *after(runId: string, seq: number): AsyncGenerator<LogBlock> {
    const places = (await this.#places(runId)).filter(({ lastSeq }) => lastSeq > seq);
    yield* this.#blocks(runId, places.sort(oldestFirst));
  }

  async *backwards(runId: string): AsyncGenerator<LogBlock> {
    yield* this.#blocks(runId, (await this.#places(runId)).sort(newestFirst));
  }

  async sizes(runId: string): Promise<StoredBlock[]> {
    const found = await reached(() => this.folders.sizes(runId));
    const blocks = found.flatMap(({ name, bytes }) => {
      const place = placeOf(name);
      return place === undefined ? [] : [{ ...place, storedBytes: bytes }];
    });
    return blocks.sort(oldestFirst);
  }

  async replace(runId: string, gone: readonly BlockPlace[], kept: readonly PackedBlock[]): Promise<void> {
    await this.append(kept);
    const taken = new Set(kept.map(blockName));
    const names = gone.map(blockName).filter((name) => !taken.has(name));
    await reached(() => this.folders.removeNames(runId, names));
  }

  async remove(runIds: readonly string[]): Promise<void> {
    await reached(() => inTurns(runIds, (runId) => this.folders.remove(runId)));
  }

  async #places(runId: string): Promise<BlockPlace[]> {
    const names = await reached(() => this.folders.list(runId));
    return names.map(placeOf).filter((place) => place !== undefined);
  }

  async *#blocks(runId: string, places: readonly BlockPlace[]): AsyncGenerator<LogBlock> {
    for (const place of places) {
      const bytes = await reached(() => this.folders.read(runId, blockName(place)));
      if (bytes !== undefined) yield packedBlock(runId, place.firstSeq, place.lastSeq, bytes);
    }
  }
}

/** A place that fails is one that is away: whoever wants something of it tries again. */
async function reached<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw new UnavailableError(`Logs cannot be reached where they are kept: ${messageOf(error)}`);
  }
}
