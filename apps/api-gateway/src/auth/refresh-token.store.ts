/** A refresh token as it is stored: by its hash. */
export interface StoredRefreshToken {
  readonly id: string;
  readonly familyId: string;
  readonly userId: string;
  readonly tokenHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What became of a refresh token that was handed in. */
export type Rotation =
  | { readonly kind: 'rotated'; readonly userId: string }
  | { readonly kind: 'reused' }
  | { readonly kind: 'unknown' };

/** Where refresh tokens are kept. */
export abstract class RefreshTokenStore {
  abstract insert(token: StoredRefreshToken): Promise<void>;
  /** Uses up the token and puts `next` in its place, in one step; a token that was used before ends its whole family. */
  abstract rotate(
    tokenHash: string,
    next: Pick<StoredRefreshToken, 'id' | 'tokenHash' | 'createdAt' | 'expiresAt'>,
  ): Promise<Rotation>;
  abstract revokeFamilyOf(tokenHash: string, now: Date): Promise<void>;
  abstract revokeAllOf(userId: string, now: Date): Promise<void>;
}
