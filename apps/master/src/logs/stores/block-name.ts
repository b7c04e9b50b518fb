/** Digits of the largest safe integer: names in the order of their texts are in the order of their numbers. */
const digits = 16;
const extension = '.log.br';

/** Where the lines of a block stand in their run. */
export interface BlockPlace {
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** A block, and what it takes where it is. */
export interface StoredBlock extends BlockPlace {
  readonly storedBytes: number;
}

/** The name of a block among those of its run. */
export function blockName({ firstSeq, lastSeq }: BlockPlace): string {
  return `${padded(firstSeq)}-${padded(lastSeq)}${extension}`;
}

/** What the name says; undefined when it is none of a block. */
export function placeOf(name: string): BlockPlace | undefined {
  const match = /^(\d{16})-(\d{16})\.log\.br$/.exec(name);
  return match === null ? undefined : { firstSeq: Number(match[1]), lastSeq: Number(match[2]) };
}

/** The newest line first; of two that end alike, the shorter one. */
export function newestFirst(one: BlockPlace, other: BlockPlace): number {
  return other.lastSeq - one.lastSeq || other.firstSeq - one.firstSeq;
}

/** By the first line, then the last. */
export function oldestFirst(one: BlockPlace, other: BlockPlace): number {
  return one.firstSeq - other.firstSeq || one.lastSeq - other.lastSeq;
}

function padded(seq: number): string {
  return String(seq).padStart(digits, '0');
}
