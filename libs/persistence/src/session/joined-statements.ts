/** A packet stays far below the usual 16 MB, whatever bytes its characters take. */
const mostCharacters = 1_000_000;

/** Cuts statements that are to run one after the other into as few packets as may be. */
export function packets(texts: readonly string[]): string[][] {
  const made: string[][] = [];
  let characters = Infinity;
  for (const text of texts) {
    if (characters + text.length > mostCharacters) {
      made.push([]);
      characters = 0;
    }
    made.at(-1)!.push(text);
    characters += text.length;
  }
  return made;
}
