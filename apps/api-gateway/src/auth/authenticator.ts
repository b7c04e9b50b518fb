import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '@orrery/domain';
import { Principal } from '../access/principal.js';
import { ApiKeyVerifier } from '../api-keys/api-key-verifier.js';
import { AccessTokens } from './access-tokens.js';
import { KnownUsers } from './known-users.js';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Finds out who sends a request, from `Authorization: Bearer …` or `X-API-Key`. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly users: KnownUsers,
    private readonly keys: ApiKeyVerifier,
  ) {}

  /** @throws UnauthenticatedError without a credential that holds. */
  async authenticate(headers: Headers): Promise<Principal> {
    const token = /^Bearer +([^\s]+)$/i.exec(text(headers['authorization']) ?? '')?.[1];
    if (token !== undefined) return this.ofToken(token);
    const key = text(headers['x-api-key']);
    if (key !== undefined) return this.keys.verify(key);
    throw new UnauthenticatedError(
      'Send an access token (Authorization: Bearer …) or an API key (X-API-Key).',
    );
  }

  private async ofToken(token: string): Promise<Principal> {
    const user = await this.users.enabled(this.tokens.verify(token));
    if (user === undefined) throw new UnauthenticatedError('This user is disabled or gone.');
    return new Principal(user.id, user.username, user.grants);
  }
}

function text(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && header !== '' ? header : undefined;
}
