const ALLOWED = new Set(
  [
    'MIT',
    'MIT-0',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'Apache-2.0',
    '0BSD',
    'BlueOak-1.0.0',
    'CC0-1.0',
    'Unlicense',
  ].concat('Python-2.0'),
);

/**
 * Whether an SPDX licence expression lets us ship the package: of an OR one side must be allowed, of an AND both. AND binds
 * tighter; a WITH exception is not on the list.
 */
export function isAllowed(expression) {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let position = 0;
  const take = (word) => tokens[position]?.toUpperCase() === word && ++position > 0;

  function term() {
    if (!take('(')) return ALLOWED.has(tokens[position++]);
    const inner = either();
    return take(')') && inner;
  }
  function both() {
    let allowed = term();
    while (take('AND')) allowed = term() && allowed;
    return allowed;
  }
  function either() {
    let allowed = both();
    while (take('OR')) allowed = both() || allowed;
    return allowed;
  }

  const allowed = either();
  return allowed && position === tokens.length;
}
