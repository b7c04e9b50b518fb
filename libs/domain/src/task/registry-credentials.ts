import type { FieldError } from '../errors.js';
import { misspeltSecretsIn, secretsNamedIn } from '../secret/secret-reference.js';
import { soleSecretFaults, soleSecretIn } from '../secret/sole-secret.js';
import type { ContainerSpec } from './task.js';

/** Who asks a registry for an image. */
export interface RegistryCredentials {
  /** As it is, or a reference to a secret of the task. */
  readonly username: string;
  /** A reference to a secret of the task. */
  readonly password: string;
}

const pointer = '/spec/registryCredentials';

type Fetching = Pick<ContainerSpec, 'pullPolicy' | 'registryCredentials'>;

/** What is wrong with the login of a `container` task at the registry of its image. */
export function registryCredentialFaults(
  { pullPolicy, registryCredentials }: Fetching,
  secrets: Readonly<Record<string, string>>,
): FieldError[] {
  if (registryCredentials === undefined) return [];
  const { username, password } = registryCredentials;
  const detail = 'is of no use: /spec/pullPolicy is "never", and so nobody asks a registry';
  return [
    ...(pullPolicy === 'never' ? [{ pointer, detail }] : []),
    ...usernameFaults(username, secrets),
    ...soleSecretFaults(`${pointer}/password`, password, secrets),
  ];
}

/** Names by which the task sees the secrets that only the registry of its image gets to know. */
export function registrySecrets({
  registryCredentials,
}: Pick<ContainerSpec, 'registryCredentials'>): readonly string[] {
  if (registryCredentials === undefined) return [];
  const { username, password } = registryCredentials;
  return [username, password].flatMap((text) => soleSecretIn(text) ?? []);
}

function usernameFaults(username: string, secrets: Readonly<Record<string, string>>): FieldError[] {
  const at = `${pointer}/username`;
  if (soleSecretIn(username) !== undefined) return soleSecretFaults(at, username, secrets);
  const isPlain = secretsNamedIn(username).length + misspeltSecretsIn(username).length === 0;
  const detail = 'must be a name, or a secret of the task as a whole, written ${secrets.NAME}';
  return isPlain ? [] : [{ pointer: at, detail }];
}
