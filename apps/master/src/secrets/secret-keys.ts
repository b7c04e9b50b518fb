import { Injectable } from '@nestjs/common';
import type { SecretKeysDto } from '@orrery/contracts';
import { ConflictError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { LeaderWrites } from '../leadership/leader-writes.js';
import { SecretStore, type WrappedKey } from '../persistence/stores/secret.store.js';
import { SecretSealer } from './secret-sealer.js';

const mostAtOnce = 200;

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

  /** Resolves to how many secrets it brought under the current key: so many at most, those of keys that it has. */
  async runOnce(): Promise<number> {
    const { former } = this.sealer.keys;
    if (former.length === 0) return 0;
    const read = await this.database.run((session) => this.secrets.sealedBy(session, former, mostAtOnce));
    if (read.length === 0) return 0;
    const next = read.flatMap((row) => this.#rewrapped(row));
    const write = await this.writes.transaction(async (session) => {
      let count = 0;
      for (const { row, wrapped } of next) {
        if (await this.secrets.rewrap(session, row, wrapped)) count += 1;
      }
      return count;
    });
    return write.kind === 'written' ? write.value : 0;
  }

  /** Nothing for one that cannot be opened: it stays as it is, and does not keep the others waiting. */
  #rewrapped(row: WrappedKey) {
    try {
      return [{ row, wrapped: this.sealer.rewrap(row) }];
    } catch (error) {
      if (error instanceof ConflictError) return [];
      throw error;
    }
  }

  async show(): Promise<SecretKeysDto> {
    const counts = await this.database.run((session) => this.secrets.countByKey(session));
    const { keys } = this.sealer;
    const current = keys.current?.id;
    if (current !== undefined && !counts.has(current)) counts.set(current, 0);
    const shown = [...counts].map(([id, secrets]) => ({ id, secrets, known: keys.find(id) !== undefined }));
    const outdated = shown.filter(({ id }) => id !== current);
    return {
      currentKey: current ?? null,
      outdated: outdated.reduce((sum, { secrets }) => sum + secrets, 0),
      keys: shown,
    };
  }
}
