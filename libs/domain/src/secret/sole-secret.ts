import type { FieldError } from '../errors.js';

const reference = /^\$\{secrets\.([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** The name by which a text speaks of a secret, if it is one reference and nothing else. */
export function soleSecretIn(text: string): string | undefined {
  return reference.exec(text)?.[1];
}

/** What is wrong with a text that has to be a secret of the task: definitions are read by many. */
export function soleSecretFaults(
  pointer: string,
  text: string,
  secrets: Readonly<Record<string, string>>,
): FieldError[] {
  const name = soleSecretIn(text);
  if (name === undefined)
    return [{ pointer, detail: 'must be a secret of the task, written ${secrets.NAME}' }];
  return Object.hasOwn(secrets, name)
    ? []
    : [{ pointer, detail: `speaks of the secret ${name}, which /secrets does not have` }];
}
