import type { Database, Session } from '@orrery/persistence';
import { RefreshTokenStore, type Rotation, type StoredRefreshToken } from './refresh-token.store.js';

interface TokenRow {
  readonly family_id: string;
  readonly user_id: string;
  readonly used_at: Date | null;
}

/** Refresh tokens in SQL. */
export class SqlRefreshTokenStore extends RefreshTokenStore {
  constructor(private readonly database: Database) {
    super();
  }

  async insert(token: StoredRefreshToken): Promise<void> {
    await this.database.run((session) => insert(session, token));
  }

  rotate(
    tokenHash: string,
    next: Pick<StoredRefreshToken, 'id' | 'tokenHash' | 'createdAt' | 'expiresAt'>,
  ): Promise<Rotation> {
    return this.database.transaction(async (session): Promise<Rotation> => {
      const now = next.createdAt;
      const { affected } = await session.execute(
        `UPDATE refresh_token SET used_at = ?
         WHERE token_hash = ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?`,
        [now, tokenHash, now],
      );
      const [row] = await session.select<TokenRow>(
        'SELECT family_id, user_id, used_at FROM refresh_token WHERE token_hash = ?',
        [tokenHash],
      );
      if (row === undefined) return { kind: 'unknown' };
      if (affected === 0) {
        if (row.used_at === null) return { kind: 'unknown' };
        await revokeFamily(session, row.family_id, now);
        return { kind: 'reused' };
      }
      await insert(session, { ...next, familyId: row.family_id, userId: row.user_id });
      return { kind: 'rotated', userId: row.user_id };
    });
  }

  async revokeFamilyOf(tokenHash: string, now: Date): Promise<void> {
    await this.database.transaction(async (session) => {
      const [row] = await session.select<TokenRow>(
        'SELECT family_id FROM refresh_token WHERE token_hash = ?',
        [tokenHash],
      );
      if (row) await revokeFamily(session, row.family_id, now);
    });
  }

  async revokeAllOf(userId: string, now: Date): Promise<void> {
    await this.database.run((session) =>
      session.execute('UPDATE refresh_token SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL', [
        now,
        userId,
      ]),
    );
  }
}

async function insert(session: Session, token: StoredRefreshToken): Promise<void> {
  await session.insertMany('refresh_token', [
    {
      id: token.id,
      family_id: token.familyId,
      user_id: token.userId,
      token_hash: token.tokenHash,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
    },
  ]);
}

async function revokeFamily(session: Session, familyId: string, now: Date): Promise<void> {
  await session.execute(
    'UPDATE refresh_token SET revoked_at = ? WHERE family_id = ? AND revoked_at IS NULL',
    [now, familyId],
  );
}
