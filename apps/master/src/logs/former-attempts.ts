import { attemptOf, readLeftOutNote, seqOf, type LeftOut, type LogLineDto } from '@orrery/contracts';
import type { BlockPlace, StoredBlock } from './stores/block-name.js';

/** What a log is without when a block of it goes. */
export interface GoingBlock extends BlockPlace {
  readonly content: LeftOut;
  /** Of a note of what went before: all that is missing up to there. */
  readonly note: LeftOut | undefined;
}

/** Blocks that go, and what is to be told at which place. */
export interface Shortening {
  readonly gone: readonly BlockPlace[];
  readonly notes: readonly { readonly seq: number; readonly leftOut: LeftOut }[];
}

const nothing: LeftOut = { lines: 0, bytes: 0 };

/** How many of the blocks must go, the oldest first, so that the others take `mostBytes` at most. @param blocks the oldest first. */
export function goingCount(blocks: readonly StoredBlock[], mostBytes: number): number {
  let leftBytes = mostBytes;
  const last = blocks.findLastIndex(({ storedBytes }) => (leftBytes -= storedBytes) < 0);
  return last + 1;
}

/** @param lines those that can be read. @param countedSeq up to there lines stood in blocks before it: what was sent twice overlaps. */
export function goingBlock(
  { firstSeq, lastSeq }: BlockPlace,
  lines: readonly LogLineDto[],
  countedSeq: number,
): GoingBlock {
  const [only] = lines;
  const note = lines.length === 1 ? noteOf(only!) : undefined;
  const fresh = lines.filter(({ seq }) => seq > countedSeq);
  return {
    firstSeq,
    lastSeq,
    content: fresh.map(contentOf).reduce(together, nothing),
    note: note?.of === 'run' ? note : undefined,
  };
}

/** @param going the oldest first. @param keptSeq where the first line stands that is kept, if there is one. */
export function shorten(going: readonly GoingBlock[], keptSeq = Infinity): Shortening {
  const attempts = new Map<number, GoingBlock[]>();
  for (const block of going) {
    const attempt = attemptOf(block.lastSeq);
    attempts.set(attempt, [...(attempts.get(attempt) ?? []), block]);
  }
  const parts = [...attempts].map(([attempt, blocks]) => shortenAttempt(attempt, blocks, keptSeq));
  return { gone: parts.flatMap(({ gone }) => gone), notes: parts.flatMap(({ notes }) => notes) };
}

/** A note counts for everything before it; it stays when nothing goes beside what it counts. */
function shortenAttempt(attempt: number, going: readonly GoingBlock[], keptSeq: number): Shortening {
  const former = going.findLast(({ note }) => note !== undefined);
  const uncounted = going.filter(({ lastSeq }) => former === undefined || lastSeq > former.lastSeq);
  if (uncounted.length === 0) return { gone: going.filter((block) => block !== former), notes: [] };
  const leftOut = uncounted.map(({ content }) => content).reduce(together, former?.note ?? nothing);
  const lastSeq = going.reduce((last, block) => Math.max(last, block.lastSeq), 0);
  const seq = Math.min(keptSeq - 1, lastSeq);
  return { gone: going, notes: seq < seqOf(attempt, 1) ? [] : [{ seq, leftOut }] };
}

function noteOf({ stream, text }: LogLineDto): ReturnType<typeof readLeftOutNote> {
  return stream === 'system' ? readLeftOutNote(text) : undefined;
}

/** What the worker had left out at that line is left out still. */
function contentOf(line: LogLineDto): LeftOut {
  return noteOf(line) ?? { lines: 1, bytes: Buffer.byteLength(line.text) + 1 };
}

function together(one: LeftOut, other: LeftOut): LeftOut {
  return { lines: one.lines + other.lines, bytes: one.bytes + other.bytes };
}
