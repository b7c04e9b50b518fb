import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Page, PageQuery } from '@orrery/contracts';
import { Clock, ForbiddenError, InvalidError, NotFoundError } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { rolePermissions, type Grant } from '../access/permissions.js';
import type { Principal } from '../access/principal.js';
import { pageById } from '../http/paging.js';
import { randomSecret, sha256 } from '../tokens/opaque-token.js';
import { ApiKeyVerifier } from './api-key-verifier.js';
import type { ApiKeyDto, CreateApiKeyDto, NewApiKeyDto } from './api-key.dto.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyStore } from './api-key.store.js';

/** Makes, shows and removes API keys: one's own, or everybody's for who may manage them. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly verifier: ApiKeyVerifier,
    private readonly clock: Clock,
  ) {}

  async create(body: CreateApiKeyDto, owner: Principal): Promise<NewApiKeyDto> {
    const grant = { role: body.role, project: body.project };
    if (owner.key) throw new ForbiddenError('A key cannot make keys; log in with name and password.');
    refuseMoreThan(owner, grant);
    const prefix = randomPrefix();
    const text = `ork_${prefix}_${randomSecret()}`;
    const key: ApiKey = {
      id: newId(),
      userId: owner.userId,
      name: body.name,
      prefix,
      secretHash: sha256(text),
      grant,
      createdAt: this.clock.now(),
      expiresAt: this.endOf(body),
      lastUsedAt: null,
    };
    await this.store.insert(key);
    return { ...shown(key), key: text };
  }

  async list(query: PageQuery, caller: Principal): Promise<Page<ApiKeyDto>> {
    const userId = managesAll(caller) ? undefined : caller.userId;
    const page = await pageById(query, (limit, afterId) => this.store.list({ userId, limit, afterId }));
    return { ...page, items: page.items.map(shown) };
  }

  async get(id: string, caller: Principal): Promise<ApiKeyDto> {
    return shown(await this.find(id, caller));
  }

  async remove(id: string, caller: Principal): Promise<void> {
    const key = await this.find(id, caller);
    if (caller.key && caller.key.id !== id && !managesAll(caller)) {
      throw new ForbiddenError('A key can remove no key but itself; log in with name and password.');
    }
    await this.store.remove(id);
    this.verifier.forget(key.prefix);
  }

  private async find(id: string, caller: Principal): Promise<ApiKey> {
    const key = await this.store.find(id);
    if (key && (key.userId === caller.userId || managesAll(caller))) return key;
    throw NotFoundError.of('API key', id);
  }

  private endOf({ expiresAt }: CreateApiKeyDto): Date | null {
    if (expiresAt === null) return null;
    const end = new Date(expiresAt);
    if (end <= this.clock.now()) throw InvalidError.field('/expiresAt', 'must be in the future');
    return end;
  }
}

/** Base64url without the characters that would split the key when it is selected by a double click. */
function randomPrefix(): string {
  return randomBytes(16)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 8)
    .padEnd(8, '0');
}

function managesAll(caller: Principal): boolean {
  return caller.mayEverywhere('api-key:manage');
}

function refuseMoreThan(owner: Principal, { role, project }: Grant): void {
  for (const permission of rolePermissions[role]) {
    const held = project === null ? owner.mayEverywhere(permission) : owner.may(permission, project);
    if (!held) {
      throw new ForbiddenError(
        `The key would have the permission "${permission}", which you do not have there.`,
      );
    }
  }
}

function shown(key: ApiKey): ApiKeyDto {
  return {
    id: key.id,
    userId: key.userId,
    name: key.name,
    prefix: `ork_${key.prefix}`,
    role: key.grant.role,
    project: key.grant.project,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  };
}
