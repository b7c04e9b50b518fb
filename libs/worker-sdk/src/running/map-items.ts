import pMap from 'p-map';

export interface MapRules {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Told the share of items done, 0 to 1. */
  readonly onDone: ((share: number) => void) | undefined;
}

/** The results of all items in their order; rejects with the first failure, or when the signal aborts. */
export async function mapItems<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Result | Promise<Result>,
  { concurrency, signal, onDone }: MapRules,
): Promise<Result[]> {
  let done = 0;
  const one = async (item: Item, index: number): Promise<Result> => {
    const result = await work(item, index);
    done += 1;
    onDone?.(done / items.length);
    return result;
  };
  return await pMap(items, one, { concurrency, signal });
}
