import { Injectable } from '@nestjs/common';
import type { Page, PageQuery } from '@orrery/contracts';
import { Clock, NotFoundError, VersionMismatchError } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { KnownUsers } from '../auth/known-users.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { RefreshTokenStore } from '../auth/refresh-token.store.js';
import { pageById } from '../http/paging.js';
import type { CreateUserDto, ReplaceUserDto, UserDto } from './user.dto.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/** Administers users. A disabled user, or one with a new password, is logged out everywhere. */
@Injectable()
export class Users {
  constructor(
    private readonly store: UserStore,
    private readonly passwords: PasswordHasher,
    private readonly refreshTokens: RefreshTokenStore,
    private readonly known: KnownUsers,
    private readonly clock: Clock,
  ) {}

  async create(body: CreateUserDto): Promise<UserDto> {
    const now = this.clock.now();
    const user: User = {
      id: newId(),
      username: body.username.toLowerCase(),
      displayName: body.displayName,
      passwordHash: await this.passwords.hash(body.password),
      enabled: body.enabled,
      grants: body.roles,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.store.insert(user);
    return shown(user);
  }

  async list(query: PageQuery): Promise<Page<UserDto>> {
    const page = await pageById(query, (limit, afterId) => this.store.list(limit, afterId));
    return { ...page, items: page.items.map(shown) };
  }

  async get(id: string): Promise<UserDto> {
    return shown(await this.find(id));
  }

  async replace(id: string, body: ReplaceUserDto, ifVersion: number | undefined): Promise<UserDto> {
    const old = await this.find(id);
    if (ifVersion !== undefined && ifVersion !== old.version) throw changedMeanwhile(old.version);
    const user: User = {
      ...old,
      displayName: body.displayName,
      enabled: body.enabled,
      grants: body.roles,
      passwordHash: body.password === undefined ? old.passwordHash : await this.passwords.hash(body.password),
      version: old.version + 1,
      updatedAt: this.clock.now(),
    };
    if (!(await this.store.replace(user))) throw changedMeanwhile(user.version);
    if (!user.enabled || body.password !== undefined) {
      await this.refreshTokens.revokeAllOf(id, user.updatedAt);
    }
    this.known.forget(id);
    return shown(user);
  }

  async remove(id: string): Promise<void> {
    if (!(await this.store.remove(id))) throw NotFoundError.of('user', id);
    this.known.forget(id);
  }

  private async find(id: string): Promise<User> {
    const user = await this.store.find(id);
    if (user === undefined) throw NotFoundError.of('user', id);
    return user;
  }
}

function changedMeanwhile(version: number): VersionMismatchError {
  return new VersionMismatchError(
    `The user was changed meanwhile and has version ${version} now; read it again.`,
  );
}

function shown(user: User): UserDto {
  return {
    id: user.id,
    username: user.username,
    displayName: user.displayName,
    roles: user.grants.map(({ role, project }) => ({ role, project })),
    enabled: user.enabled,
    version: user.version,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
  };
}
