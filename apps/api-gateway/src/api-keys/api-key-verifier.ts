import { Injectable } from '@nestjs/common';
import { Clock, UnauthenticatedError } from '@orrery/domain';
import { messageOf, type Logger } from '@orrery/runtime';
import { Principal } from '../access/principal.js';
import { KnownUsers } from '../auth/known-users.js';
import { GatewayLog } from '../http/gateway-log.js';
import { ExpiringCache } from '../tokens/expiring-cache.js';
import { sameText, sha256 } from '../tokens/opaque-token.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyStore } from './api-key.store.js';

const KEY = /^ork_([A-Za-z0-9]{8})_[A-Za-z0-9_-]{43}$/;
/** A removed key is noticed within this time on every gateway. */
const FRESH_MS = 5_000;
/** `lastUsedAt` is this coarse. */
const TOUCH_EVERY_MS = 60_000;

/** Finds out whose API key a request carries. */
@Injectable()
export class ApiKeyVerifier {
  private readonly known = new ExpiringCache<ApiKey | undefined>({ ttlMs: FRESH_MS, maxEntries: 10_000 });
  private readonly touched = new ExpiringCache<void>({ ttlMs: TOUCH_EVERY_MS, maxEntries: 10_000 });
  private readonly logger: Logger;

  constructor(
    private readonly keys: ApiKeyStore,
    private readonly users: KnownUsers,
    private readonly clock: Clock,
    log: GatewayLog,
  ) {
    this.logger = log.logger;
  }

  /** @throws UnauthenticatedError for a key that does not hold, without saying why. */
  async verify(text: string): Promise<Principal> {
    const prefix = KEY.exec(text)?.[1];
    const key = prefix && (await this.known.get(prefix, () => this.keys.findByPrefix(prefix)));
    if (!key || !sameText(sha256(text), key.secretHash) || this.hasExpired(key)) throw refused();
    const user = await this.users.enabled(key.userId);
    if (user === undefined) throw refused();
    this.noteUse(key);
    return new Principal(user.id, user.username, user.grants, {
      id: key.id,
      name: key.name,
      grant: key.grant,
    });
  }

  forget(prefix: string): void {
    this.known.forget(prefix);
  }

  private hasExpired({ expiresAt }: ApiKey): boolean {
    return expiresAt !== null && expiresAt <= this.clock.now();
  }

  private noteUse(key: ApiKey): void {
    this.touched
      .get(key.id, () => this.keys.touch(key.id, this.clock.now()))
      .catch((error: unknown) => this.logger.debug(`the use of a key was not noted: ${messageOf(error)}`));
  }
}

function refused(): UnauthenticatedError {
  return new UnauthenticatedError('The API key is not valid.');
}
