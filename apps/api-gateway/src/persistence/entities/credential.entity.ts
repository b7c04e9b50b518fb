import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** A key that programs send as X-API-Key; only its hash is known. */
@Entity('api_key')
@Index('api_key_by_prefix', ['prefix'], { unique: true })
@Index('api_key_by_user', ['userId', 'id'])
export class ApiKeyEntity {
  @IdColumn({ primary: true }) id: string;
  @IdColumn() userId: string;
  @Column({ length: 100 }) name: string;
  @Column({ length: 16 }) prefix: string;
  @Column({ length: 64 }) secretHash: string;
  @Column({ length: 20 }) role: string;
  @Column('varchar', { length: 100, nullable: true }) project: string | null;
  @InstantColumn() createdAt: Date;
  @InstantColumn({ nullable: true }) expiresAt: Date | null;
  @InstantColumn({ nullable: true }) lastUsedAt: Date | null;
}

/** A refresh token of one login (family); used once, and its reuse ends the family. */
@Entity('refresh_token')
@Index('refresh_token_by_hash', ['tokenHash'], { unique: true })
@Index('refresh_token_by_family', ['familyId'])
@Index('refresh_token_by_user', ['userId'])
@Index('refresh_token_by_end', ['expiresAt'])
export class RefreshTokenEntity {
  @IdColumn({ primary: true }) id: string;
  @IdColumn() familyId: string;
  @IdColumn() userId: string;
  @Column({ length: 64 }) tokenHash: string;
  @InstantColumn() createdAt: Date;
  @InstantColumn() expiresAt: Date;
  @InstantColumn({ nullable: true }) usedAt: Date | null;
  @InstantColumn({ nullable: true }) revokedAt: Date | null;
}

/** A login that failed (or has not succeeded yet). */
@Entity('login_failure')
@Index('login_failure_by_account', ['account', 'ip', 'failedAt'])
@Index('login_failure_by_age', ['failedAt'])
export class LoginFailureEntity {
  @IdColumn({ primary: true }) id: string;
  @Column({ length: 100 }) account: string;
  @Column({ length: 64 }) ip: string;
  @InstantColumn() failedAt: Date;
}
