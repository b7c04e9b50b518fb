/** A text speaks of a secret of its task by `${secrets.NAME}`. */
const reference = /\$\{secrets\.([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** Whatever somebody may have meant as a reference. */
const meant = /\$\{\s*secrets?\b[^}]*\}?/g;

/** The names by which the texts of a JSON value speak of secrets. */
export function secretsNamedIn(value: unknown): string[] {
  return textsIn(value).flatMap((text) => [...text.matchAll(reference)].map(([, name]) => name!));
}

/** What looks like a reference in the texts of a JSON value, and is none: it would be sent as it stands. */
export function misspeltSecretsIn(value: unknown): string[] {
  return textsIn(value).flatMap((text) => text.replace(reference, '').match(meant) ?? []);
}

/**
 * The JSON value with the secrets in its texts in place of the references. Names of fields stay as they are.
 * @param write how a value is written into such a text; default: as it is.
 */
export function withSecrets<T>(
  value: T,
  secrets: Readonly<Record<string, string>>,
  write: (secret: string) => string = (secret) => secret,
): T {
  const filled = (inner: unknown): unknown => {
    if (typeof inner === 'string')
      return inner.replace(reference, (text, name: string) =>
        Object.hasOwn(secrets, name) ? write(secrets[name]!) : text,
      );
    if (Array.isArray(inner)) return inner.map(filled);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, filled(each)]));
  };
  return filled(value) as T;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
