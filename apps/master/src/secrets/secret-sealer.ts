import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ConflictError } from '@orrery/domain';
import { MasterSettings } from '../master-settings.js';
import type { SecretRow, WrappedKey } from '../persistence/stores/secret.store.js';
import { keyBytes, open, seal, UnopenableError } from './envelope.js';
import { KeyRing, readKeyRing, type InstallationKey } from './key-ring.js';

type Place = Pick<SecretRow, 'id' | 'version'>;
type Sealed = Pick<SecretRow, 'key_id' | 'data_key' | 'sealed_value'>;

/** What a data key calls itself in what it seals: it is in no ring. */
const dataKeyId = 'data';

/** Seals each version of a secret by a key of its own, and that key by the current one of the installation. */
@Injectable()
export class SecretSealer {
  readonly keys: KeyRing;

  constructor({ config }: MasterSettings) {
    this.keys = config.secretsKeys === undefined ? new KeyRing([]) : readKeyRing(config.secretsKeys);
  }

  /** @throws ConflictError when the installation has no keys. */
  seal(place: Place, value: string): Sealed {
    const { id, key } = this.#current();
    const dataKey = randomBytes(keyBytes);
    return {
      key_id: id,
      data_key: seal(key, id, placeOf('data_key', place), dataKey),
      sealed_value: seal(dataKey, dataKeyId, placeOf('sealed_value', place), Buffer.from(value)),
    };
  }

  /** @throws ConflictError that names the secret when it cannot be opened. */
  open(row: Pick<SecretRow, 'name' | keyof Place | keyof Sealed>): string {
    const dataKey = this.#openKey(row);
    return opened(row.name, () =>
      open(dataKey, dataKeyId, placeOf('sealed_value', row), row.sealed_value),
    ).toString();
  }

  /** The data key under the current key. @throws ConflictError that names the secret when it cannot be opened. */
  rewrap(row: WrappedKey): Pick<WrappedKey, 'key_id' | 'data_key'> {
    const { id, key } = this.#current();
    return { key_id: id, data_key: seal(key, id, placeOf('data_key', row), this.#openKey(row)) };
  }

  #openKey(row: WrappedKey): Buffer {
    const key = this.keys.find(row.key_id);
    if (key === undefined) {
      throw new ConflictError(
        `The secret "${row.name}" is sealed by the key "${row.key_id}", which is not among the ORRERY_SECRETS_KEYS of this master.`,
      );
    }
    return opened(row.name, () => open(key, row.key_id, placeOf('data_key', row), row.data_key));
  }

  #current(): InstallationKey {
    const { current } = this.keys;
    if (current) return current;
    throw new ConflictError(
      'This installation has no key for secrets: set ORRERY_SECRETS_KEYS on every master, the same on each.',
    );
  }
}

/** A text in another column, row or version does not open. */
function placeOf(column: 'data_key' | 'sealed_value', { id, version }: Place): string {
  return `secret|${column}|${id}|${version}`;
}

function opened(name: string, work: () => Buffer): Buffer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnopenableError)) throw error;
    throw new ConflictError(`The secret "${name}" cannot be opened: it ${error.message}.`);
  }
}
