/** The shortest value of a secret, or line of one, that logs and results do not show; shorter ones are too common. */
export const shortestHiddenCharacters = 4;

const meaningful = /[\p{L}\p{N}]/u;

/** The lines of a secret as they are hidden, each by itself. */
export function linesOfSecret(value: string): string[] {
  return value.split(/\r\n|\r|\n/).map((line) => line.trim());
}

/** What of a secret logs and results would show, one sentence each. Brackets and the like on lines of their own tell nothing. */
export function secretWarnings(value: string): string[] {
  const isShort = (text: string) => text.length < shortestHiddenCharacters;
  if (isShort(value.trim())) {
    return [
      `It is shorter than ${shortestHiddenCharacters} characters: it is not hidden in logs and results.`,
    ];
  }
  const short = linesOfSecret(value).filter((line) => isShort(line) && meaningful.test(line));
  if (short.length === 0) return [];
  return [
    `It has ${short.length} line(s) shorter than ${shortestHiddenCharacters} characters: these are not hidden in logs and results.`,
  ];
}
