const mostCharacters = 100;

/** A value as JSON for a message; of a long one, its beginning. */
export function valueText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}
