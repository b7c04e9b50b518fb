import type { RunFailure } from '@orrery/domain';

/** What was asked for, and as whom. */
export interface FailedPull {
  readonly image: string;
  /** The task gave a login for the registry. */
  readonly hasLogin: boolean;
}

/** Words of engines and registries by which an image is not for us, whether or not it is there. */
const closed =
  /denied|unauthorized|forbidden|authentication required|authorization failed|invalid username\/password|no basic auth|authorization token has expired/i;
/** Those by which an image is not there. The others speak of the way to the registry. */
const missing =
  /manifest unknown|name unknown|not found|does not exist|invalid reference|no matching manifest/i;
const onTheWay =
  /connection refused|no such host|i\/o timeout|deadline exceeded|connection reset|took longer|unexpected EOF|no route/i;

/** An image that the registry does not have, or does not give us, is not asked for again; a registry that is away may be back. */
export function pullFailure({ image, hasLogin }: FailedPull, fault: string): RunFailure {
  const told = `the image ${image} could not be fetched: `;
  const words = fault.trim();
  if (onTheWay.test(words)) return { kind: 'network', message: told + words };
  const retry = { kind: 'never' } as const;
  if (closed.test(words)) return { kind: 'refused', message: `${told}${lack(hasLogin)}: ${words}`, retry };
  if (missing.test(words)) return { kind: 'refused', message: told + words, retry };
  return { kind: 'network', message: told + words };
}

function lack(hasLogin: boolean): string {
  return hasLogin
    ? 'the registry refuses the login in /spec/registryCredentials, or has no such image for it'
    : 'it needs a login (`registryCredentials` of a container task, or that of the engine), or is not there';
}
