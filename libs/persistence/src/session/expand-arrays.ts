export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** An `IN (…)` that no row matches and whose negation every row matches; an empty list has no other portable form. */
const EMPTY_LIST = 'SELECT NULL WHERE 1 = 0';
/** Quoted text and names are stepped over: a `?` in them is no placeholder. */
const QUOTED_OR_PLACEHOLDER = /'(?:[^'\\]|\\.|'')*'|`[^`]*`|"[^"]*"|\?/g;

/** Gives each array parameter as many placeholders as it has items: `IN (?)` with `[1, 2]` becomes `IN (?, ?)`. */
export function expandArrays(sql: string, params: readonly unknown[]): Statement {
  if (!params.some(Array.isArray)) return { sql, params };
  let index = 0;
  const expanded = sql.replace(QUOTED_OR_PLACEHOLDER, (token) => {
    if (token !== '?') return token;
    const param = params[index];
    index += 1;
    if (!Array.isArray(param)) return token;
    return param.length === 0 ? EMPTY_LIST : Array<string>(param.length).fill('?').join(', ');
  });
  return { sql: expanded, params: params.flat(1) };
}
