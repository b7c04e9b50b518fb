import { ApiKeyEntity, LoginFailureEntity, RefreshTokenEntity } from './credential.entity.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import { UserEntity, UserRoleEntity } from './user.entity.js';

/** Every table of the schema `gateway`. */
export const gatewayEntities = [
  UserEntity,
  UserRoleEntity,
  ApiKeyEntity,
  RefreshTokenEntity,
  LoginFailureEntity,
  IdempotencyKeyEntity,
];
