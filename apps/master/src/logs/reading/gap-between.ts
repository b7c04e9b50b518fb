import { attemptOf, seqOf, type LogGapDto } from '@orrery/contracts';

/**
 * What is missing between a line and the next one that is there. Lines of an attempt are numbered without holes, so a hole is a
 * gap; how many lines an attempt has is known by its last one only, so nothing is missing at its end.
 */
export function gapBetween(lastSeq: number, nextSeq: number): LogGapDto | undefined {
  const attempt = attemptOf(nextSeq);
  const from = attemptOf(lastSeq) === attempt ? lastSeq + 1 : seqOf(attempt, 1);
  return nextSeq > from ? { from, to: nextSeq - 1 } : undefined;
}
