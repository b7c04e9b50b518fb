import { packLogText, type PackedLogChunk } from '@orrery/contracts';

/** A chunk and its text, which both the spool and the broker want. */
export interface WrittenChunk {
  readonly payload: PackedLogChunk;
  readonly json: string;
}

/** Lines that travel together from now on, whether it takes one try or many. */
export class SealedChunk {
  /** Whether it stands in the spool. */
  isKept = false;
  private writing: Promise<WrittenChunk> | undefined;

  /** @param costBytes what it counts for while it waits. */
  private constructor(
    private readonly write: () => Promise<WrittenChunk>,
    readonly costBytes: number,
  ) {}

  static of(place: Omit<PackedLogChunk, 'v' | 'packed'>, text: Buffer, costBytes: number): SealedChunk {
    const write = async () => {
      const packed = (await packLogText(text)).toString('base64');
      const payload: PackedLogChunk = { v: 2, ...place, packed };
      return { payload, json: JSON.stringify(payload) };
    };
    return new SealedChunk(write, costBytes);
  }

  /** One that a former life left in the spool. */
  static found(payload: PackedLogChunk): SealedChunk {
    const chunk = new SealedChunk(async () => ({ payload, json: JSON.stringify(payload) }), 0);
    chunk.isKept = true;
    return chunk;
  }

  written(): Promise<WrittenChunk> {
    this.writing ??= this.write();
    return this.writing;
  }
}
