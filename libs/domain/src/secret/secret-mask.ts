import { linesOfSecret, shortestHiddenCharacters } from './hidden-secret.js';

/** What stands in the place of a secret. */
const hidden = '***';

/**
 * Hides the secrets of an attempt in what it says: each line of each of them, and what it is in JSON and in an address. What is
 * shorter than four characters is not hidden.
 */
export class SecretMask {
  /** Longest first: of two that overlap the whole of the longer one is hidden. */
  readonly #texts: readonly string[];

  constructor(secrets: Iterable<string>) {
    const texts = [...secrets].flatMap((secret) => [secret.trim(), ...linesOfSecret(secret)]);
    const forms = texts.flatMap((text) => [text, ...writtenForms(text)]);
    const long = new Set(forms.filter((text) => text.length >= shortestHiddenCharacters));
    this.#texts = [...long].sort((one, other) => other.length - one.length);
  }

  text(text: string): string {
    let masked = text;
    for (const secret of this.#texts) {
      if (masked.includes(secret)) masked = masked.replaceAll(secret, hidden);
    }
    return masked;
  }

  /** A JSON value with the secrets hidden in its texts, and in the names of its fields. */
  value(value: unknown): unknown {
    if (this.#texts.length === 0) return value;
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.value(each));
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([name, each]) => [this.text(name), this.value(each)]);
    return Object.fromEntries(fields) as unknown;
  }
}

function writtenForms(text: string): string[] {
  return [JSON.stringify(text).slice(1, -1), encodeURIComponent(wellFormed(text))];
}

/** Half of a character has no form in an address. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
