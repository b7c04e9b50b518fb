import { Injectable } from '@nestjs/common';
import type { AttemptClaim, SecretsReply } from '@orrery/contracts';
import { ConflictError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { AttemptOwnerStore, type OwnedAttempt } from '../persistence/stores/attempt-owner.store.js';
import { SecretStore, type SecretRow } from '../persistence/stores/secret.store.js';
import { SecretSealer } from './secret-sealer.js';

/** Gives a worker the secrets of an attempt that it has claimed: those that the version of the task names, and no others. */
@Injectable()
export class AttemptSecrets {
  constructor(
    private readonly database: Database,
    private readonly owners: AttemptOwnerStore,
    private readonly definitions: DefinitionCache,
    private readonly secrets: SecretStore,
    private readonly sealer: SecretSealer,
  ) {}

  async of(claim: AttemptClaim): Promise<SecretsReply> {
    return this.database.run(async (session) => {
      const attempt = await this.owners.find(session, claim);
      if (attempt) return this.#give(session, attempt);
      const message = `attempt ${claim.attempt} of run ${claim.runId} is not running on worker ${claim.workerId}`;
      return { kind: 'refused', message };
    });
  }

  async #give(session: Session, attempt: OwnedAttempt): Promise<SecretsReply> {
    await this.definitions.load(session, [attempt]);
    const named = Object.entries(this.definitions.get(attempt).secrets);
    if (named.length === 0) return { kind: 'given', secrets: {} };
    const names = [...new Set(named.map(([, name]) => name))];
    const found = await this.secrets.findSealed(session, attempt.project, names);
    const missing = names.filter((name) => !found.some((row) => row.name === name));
    if (missing.length > 0) return absent(missing, attempt.project);
    return this.#open(named, found);
  }

  #open(named: readonly (readonly [string, string])[], found: readonly SecretRow[]): SecretsReply {
    try {
      const values = new Map(found.map((row) => [row.name, this.sealer.open(row)]));
      return {
        kind: 'given',
        secrets: Object.fromEntries(named.map(([as, name]) => [as, values.get(name)!])),
      };
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return { kind: 'refused', message: error.message };
    }
  }
}

function absent(names: readonly string[], project: string): SecretsReply {
  const named = names.map((name) => `"${name}"`).join(', ');
  return { kind: 'missing', message: `there is no secret ${named} in project "${project}" any more` };
}
