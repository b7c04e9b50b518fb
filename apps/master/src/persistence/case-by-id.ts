/** The part of an UPDATE that gives each row its own value, by id. */
export interface CaseColumn {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** `column = CASE id WHEN … THEN … ELSE column END`: one statement changes many rows, each in its own way. */
export function caseById<Item extends { readonly id: string }>(
  column: string,
  items: readonly Item[],
  valueOf: (item: Item) => unknown,
): CaseColumn {
  const branches = 'WHEN ? THEN ? '.repeat(items.length);
  return {
    sql: `${column} = CASE id ${branches}ELSE ${column} END`,
    params: items.flatMap((item) => [item.id, valueOf(item) ?? null]),
  };
}
