import { Injectable } from '@nestjs/common';
import type { SecretKeysDto } from '@orrery/contracts';
import { ConflictError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { LeaderWrites } from '../leadership/leader-writes.js';
import { SecretStore, type WrappedKey } from '../persistence/stores/secret.store.js';
import { SecretSealer } from './secret-sealer.js';

const mostAtOnce = 200;

/** What became of the secrets that a former key seals. */
export interface KeyChange {
  /** So many were brought under the current key. */
  readonly rewrapped: number;
  /** So many cannot be opened by the key that they name. */
  readonly unopenable: number;
}

interface Rewrapped {
  readonly row: WrappedKey;
  readonly wrapped: Pick<WrappedKey, 'key_id' | 'data_key'>;
}

/**
 * Brings secrets under the current key of the installation: only their own keys are sealed anew, their values stay as they are.
 * The leader's duty: elsewhere it does nothing, so that masters with different settings do not undo each other's work.
 */
@Injectable()
export class SecretKeys {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretStore,
    private readonly sealer: SecretSealer,
    private readonly writes: LeaderWrites,
  ) {}

  /** Goes once through all secrets that former keys seal, a page in one transaction. */
  async runOnce(): Promise<KeyChange> {
    let [rewrapped, unopenable] = [0, 0];
    for await (const page of this.#outdated()) {
      const next = page.flatMap((row) => this.#rewrapped(row));
      const write = await this.writes.transaction((session) => this.#replace(session, next));
      if (write.kind !== 'written') break;
      rewrapped += write.value;
      unopenable += page.length - next.length;
    }
    return { rewrapped, unopenable };
  }

  /** Page by page, each behind the former one: those that stay as they are do not come again. */
  async *#outdated(): AsyncGenerator<readonly WrappedKey[]> {
    for (const keyId of this.sealer.keys.former) {
      let after = '';
      for (;;) {
        const place = { keyId, after };
        const page = await this.database.run((session) => this.secrets.sealedBy(session, place, mostAtOnce));
        if (page.length > 0) yield page;
        if (page.length < mostAtOnce) break;
        after = page.at(-1)!.id;
      }
    }
  }

  async #replace(session: Session, next: readonly Rewrapped[]): Promise<number> {
    let count = 0;
    for (const { row, wrapped } of next) {
      if (await this.secrets.rewrap(session, row, wrapped)) count += 1;
    }
    return count;
  }

  /** Nothing for one that cannot be opened: it stays as it is, and does not keep the others waiting. */
  #rewrapped(row: WrappedKey): Rewrapped[] {
    try {
      return [{ row, wrapped: this.sealer.rewrap(row) }];
    } catch (error) {
      if (error instanceof ConflictError) return [];
      throw error;
    }
  }

  async show(): Promise<SecretKeysDto> {
    let unopenable = 0;
    for await (const page of this.#outdated()) {
      unopenable += page.filter((row) => this.#rewrapped(row).length === 0).length;
    }
    const counts = await this.database.run((session) => this.secrets.countByKey(session));
    const { keys } = this.sealer;
    const current = keys.current?.id;
    if (current !== undefined && !counts.has(current)) counts.set(current, 0);
    const shown = [...counts].map(([id, secrets]) => ({ id, secrets, known: keys.find(id) !== undefined }));
    const outdated = shown.filter(({ id }) => id !== current);
    return {
      currentKey: current ?? null,
      outdated: outdated.reduce((sum, { secrets }) => sum + secrets, 0),
      unopenable,
      keys: shown,
    };
  }
}
