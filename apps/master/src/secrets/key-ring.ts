import { keyBytes } from './envelope.js';

const keyName = /^[A-Za-z0-9_-]{1,32}$/;
/** Exactly 32 bytes, in either alphabet, padded or not. */
const keyText = /^[A-Za-z0-9+/_-]{43}=?$/;

/** A key that seals the keys of secrets. */
export interface InstallationKey {
  readonly id: string;
  readonly key: Buffer;
}

/** The keys of an installation: the first seals, all of them open. */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly current: InstallationKey | undefined;

  constructor(keys: readonly InstallationKey[]) {
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
    this.current = keys[0];
  }

  find(id: string): Buffer | undefined {
    return this.#keys.get(id);
  }

  /** Ids of those that seal nothing any more. */
  get former(): string[] {
    return [...this.#keys.keys()].slice(1);
  }
}

/** Reads `<id>:<32 bytes in base64>`, several separated by commas. @throws Error that says what would be right. */
export function readKeyRing(text: string): KeyRing {
  const keys = text.split(',').map((part) => readKey(part.trim()));
  const ids = new Set(keys.map(({ id }) => id));
  if (ids.size < keys.length) throw new Error('must name each key once');
  return new KeyRing(keys);
}

function readKey(part: string): InstallationKey {
  const colon = part.indexOf(':');
  const [id, encoded] = [part.slice(0, Math.max(0, colon)), part.slice(colon + 1)];
  if (!keyName.test(id) || !keyText.test(encoded)) {
    throw new Error(
      `must be keys <name>:<${keyBytes} bytes in base64>, separated by commas: a name of letters, digits, "_" and "-", ` +
        'at most 32, and what "openssl rand -base64 32" prints',
    );
  }
  return { id, key: Buffer.from(encoded, 'base64') };
}
