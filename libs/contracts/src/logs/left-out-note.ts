/** What a log is without. */
export interface LeftOut {
  readonly lines: number;
  readonly bytes: number;
}

/** Whose quota it was: that of the text of one attempt, or of what all former attempts of a run take where they are stored. */
export type QuotaOf = 'attempt' | 'run';

const wordsOf: Readonly<Record<QuotaOf, string>> = {
  attempt: "an attempt's log",
  run: "what is stored of a run's former attempts",
};

/** The line of stream `system` that stands where something was left out. */
export function leftOutNote({ lines, bytes }: LeftOut, of: QuotaOf, keptBytes: number): string {
  return `${lines} lines (${bytes} bytes) are left out here: of ${wordsOf[of]} ${keptBytes} bytes are kept`;
}

/** What such a line says; undefined for any other. */
export function readLeftOutNote(text: string): (LeftOut & { readonly of: QuotaOf }) | undefined {
  const match = /^(\d+) lines \((\d+) bytes\) are left out here: of (.+) \d+ bytes are kept$/.exec(text);
  const of = (['attempt', 'run'] as const).find((each) => wordsOf[each] === match?.[3]);
  return match === null || of === undefined
    ? undefined
    : { of, lines: Number(match[1]), bytes: Number(match[2]) };
}
