import { attemptOf, seqOf } from '@orrery/contracts';
import { groupsOf } from '../persistence/groups-of.js';
import type { BlockPlace, StoredBlock } from './stores/block-name.js';

/** Blocks that go, and the places of the lines that tell of it: each stands for all lines of its attempt up to there. */
export interface Shortening {
  readonly gone: readonly StoredBlock[];
  readonly noteSeqs: readonly number[];
}

/** A note takes less, packed. */
const noteBytes = 256;

/** How many of the blocks must go, the oldest first, so that the others take `mostBytes` at most. @param blocks the oldest first. */
export function goingCount(blocks: readonly StoredBlock[], mostBytes: number): number {
  let leftBytes = mostBytes;
  const last = blocks.findLastIndex(({ storedBytes }) => (leftBytes -= storedBytes) < 0);
  return last + 1;
}

/** @param going the oldest first. @param keptSeq where the first line stands that is kept. */
export function shorten(going: readonly StoredBlock[], keptSeq: number): Shortening {
  const attempts = groupsOf(going, ({ lastSeq }) => String(attemptOf(lastSeq)));
  const shortened = attempts.filter((blocks) => !isNoteAlone(blocks));
  return { gone: shortened.flat(), noteSeqs: shortened.flatMap((blocks) => noteSeqOf(blocks, keptSeq)) };
}

/** The line that tells what went. @param seq its place; it is the last of those that went. */
export function formerLinesNote(seq: number, keptBytes: number): string {
  const line = seq - seqOf(attemptOf(seq), 0);
  return `lines 1 to ${line} are left out here: of what is stored of a run's former attempts ${keptBytes} bytes are kept`;
}

/** A line in a block of its own that takes no more than a note is one, or no worse: nothing is won by a note in its place. */
function isNoteAlone([only, ...others]: readonly StoredBlock[]): boolean {
  return others.length === 0 && only!.firstSeq === only!.lastSeq && only!.storedBytes <= noteBytes;
}

/** None where what is kept begins with the attempt: then nothing of it is missing. */
function noteSeqOf(gone: readonly BlockPlace[], keptSeq: number): number[] {
  const lastSeq = gone.reduce((last, block) => Math.max(last, block.lastSeq), 0);
  const seq = Math.min(keptSeq - 1, lastSeq);
  return seq < seqOf(attemptOf(lastSeq), 1) ? [] : [seq];
}
