import type { ApiKey } from './api-key.js';

/** Where API keys are kept. */
export abstract class ApiKeyStore {
  abstract insert(key: ApiKey): Promise<void>;
  abstract find(id: string): Promise<ApiKey | undefined>;
  abstract findByPrefix(prefix: string): Promise<ApiKey | undefined>;
  /** In the order of their ids, those after `afterId`; of one user or of all. */
  abstract list(query: { userId?: string; limit: number; afterId?: string }): Promise<ApiKey[]>;
  abstract remove(id: string): Promise<boolean>;
  abstract touch(id: string, usedAt: Date): Promise<void>;
}
