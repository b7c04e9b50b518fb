/** User ids from the first to the last one. */
export interface UidRange {
  readonly first: number;
  readonly last: number;
}

/** @throws when the text is no range like `61184-65519` of at least ten ids above those of the system. */
export function readUidRange(text: string): UidRange {
  const [, from, to] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
  const range = { first: Number(from), last: Number(to) };
  if (!(range.first >= 1_000 && range.last >= range.first + 9)) {
    throw new Error('must be first-last, at least ten ids from 1000 on');
  }
  return range;
}
