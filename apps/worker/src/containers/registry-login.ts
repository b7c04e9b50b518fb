import { registrySecrets, soleSecretIn, withSecrets } from '@orrery/domain';
import type { ContainerOrder } from './container-order.js';

/** As the Docker Engine API takes it (`X-Registry-Auth`). */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
  /** For which it is good: an engine gives it to no other registry. */
  readonly serveraddress: string;
}

type Secrets = Readonly<Record<string, string>>;

/** Under this Docker keeps logins for its Hub. */
const addressOfHub = 'https://index.docker.io/v1/';
const namesOfHub: readonly string[] = ['docker.io', 'index.docker.io'];

/**
 * The login of a task for its image; undefined: it has none.
 * @throws Error when its password is no secret of the attempt.
 */
export function registryLogin(
  { image, registryCredentials }: Pick<ContainerOrder, 'image' | 'registryCredentials'>,
  secrets: Secrets,
): RegistryLogin | undefined {
  if (registryCredentials === undefined) return undefined;
  const { username, password } = registryCredentials;
  const name = soleSecretIn(password);
  if (name === undefined || !Object.hasOwn(secrets, name))
    throw new Error('the password for the registry is no secret of the task');
  const login = { username: withSecrets(username, secrets), password: secrets[name]! };
  return { ...login, serveraddress: registryOf(image) };
}

/** What runs in the container gets to know all secrets of its task but those of the registry. */
export function secretsInside(order: Pick<ContainerOrder, 'registryCredentials'>, secrets: Secrets): Secrets {
  const ofRegistry = registrySecrets(order);
  return Object.fromEntries(Object.entries(secrets).filter(([name]) => !ofRegistry.includes(name)));
}

/** A name without a host is one of the Docker Hub. */
function registryOf(image: string): string {
  const [, host] = /^([^/]+)\//.exec(image) ?? [];
  const isHost = host !== undefined && (/[.:]/.test(host) || host === 'localhost');
  return isHost && !namesOfHub.includes(host) ? host : addressOfHub;
}
