import type { SealedChunk } from './sealed-chunk.js';

/** A log as its shipper sees it: chunks that wait until they are confirmed. */
export interface ShippedLog {
  readonly isEmpty: boolean;
  /** The oldest chunks, at most so many; they stay until they are confirmed. */
  chunks(most: number): readonly SealedChunk[];
  /** The broker has it. */
  confirm(chunk: SealedChunk): void;
}
