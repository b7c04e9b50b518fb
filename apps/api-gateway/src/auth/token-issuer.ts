import { Injectable } from '@nestjs/common';
import { Clock, UnauthenticatedError } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { randomSecret, sha256 } from '../tokens/opaque-token.js';
import type { User } from '../users/user.js';
import { ACCESS_TOKEN_S, AccessTokens } from './access-tokens.js';
import type { TokensDto } from './auth.dto.js';
import { KnownUsers } from './known-users.js';
import { RefreshTokenStore } from './refresh-token.store.js';

/** A login that is not used for so long ends. */
const REFRESH_TOKEN_MS = 14 * 86_400_000;

/** Hands out pairs of access and refresh token, and exchanges the latter for a new pair, once. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokenStore,
    private readonly users: KnownUsers,
    private readonly clock: Clock,
  ) {}

  async issue(user: User): Promise<TokensDto> {
    const { token, stored } = this.mint();
    await this.refreshTokens.insert({ ...stored, familyId: stored.id, userId: user.id });
    return this.pair(user, token);
  }

  /** @throws UnauthenticatedError when the token is unknown, too old, or was used before (then its login ends). */
  async refresh(refreshToken: string): Promise<TokensDto> {
    const { token, stored } = this.mint();
    const rotation = await this.refreshTokens.rotate(sha256(refreshToken), stored);
    if (rotation.kind === 'reused') {
      throw new UnauthenticatedError(
        'This refresh token was used before, so its login was ended; log in again.',
      );
    }
    const user = rotation.kind === 'rotated' ? await this.users.enabled(rotation.userId) : undefined;
    if (user === undefined) throw new UnauthenticatedError('The refresh token is not valid; log in again.');
    return this.pair(user, token);
  }

  async revoke(refreshToken: string): Promise<void> {
    await this.refreshTokens.revokeFamilyOf(sha256(refreshToken), this.clock.now());
  }

  private mint() {
    const token = `orr_${randomSecret()}`;
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + REFRESH_TOKEN_MS);
    return { token, stored: { id: newId(), tokenHash: sha256(token), createdAt, expiresAt } };
  }

  private pair(user: User, refreshToken: string): TokensDto {
    const accessToken = this.accessTokens.issue(user.id, user.username);
    return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_S };
  }
}
