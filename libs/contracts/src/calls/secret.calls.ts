import type { Page } from '../http/page.js';
import type {
  PutSecretDto,
  SecretDto,
  SecretKeysDto,
  SecretListQuery,
  WrittenSecretDto,
} from '../http/secret.dto.js';
import type { Caller, IfVersion, Visible } from './master.calls.js';

/** Names a secret. */
export interface SecretPlace {
  readonly project: string;
  readonly name: string;
}

/** What a master answers about secrets. None but `run.secrets` ever holds a value. */
export interface SecretCalls {
  'secret.list': { request: { query: SecretListQuery } & Visible; reply: Page<SecretDto> };
  'secret.get': { request: SecretPlace; reply: SecretDto };
  'secret.put': {
    request: SecretPlace & { body: PutSecretDto } & IfVersion & Caller;
    reply: WrittenSecretDto;
  };
  'secret.delete': { request: SecretPlace & IfVersion & Caller; reply: { deleted: true } };
  'secret.keys': { request: object; reply: SecretKeysDto };
  /** A worker asks for the secrets of an attempt that it has claimed. */
  'run.secrets': { request: AttemptClaim; reply: SecretsReply };
}

/** An attempt, and the worker whose it is. */
export interface AttemptClaim {
  readonly runId: string;
  readonly attempt: number;
  readonly workerId: string;
  readonly workerEpoch: string;
}

export type SecretsReply =
  /** By the names under which the task sees them. */
  | { readonly kind: 'given'; readonly secrets: Readonly<Record<string, string>> }
  /** One is not there; another attempt would not find it either. */
  | { readonly kind: 'missing'; readonly message: string }
  /** None can be given. */
  | { readonly kind: 'refused'; readonly message: string };
