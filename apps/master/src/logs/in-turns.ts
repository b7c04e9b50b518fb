/** On their way at a time. */
const atOnce = 16;

/** Does the work for all items, a few at a time. @throws the first failure. */
export async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce) {
    await Promise.all(items.slice(start, start + atOnce).map(work));
  }
}
