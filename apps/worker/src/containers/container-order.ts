import type { PullPolicy, RegistryCredentials } from '@orrery/domain';

/** Where the private directory of an attempt is inside of its container. */
export const workInside = '/work';

/** What is to run in a container. */
export interface ContainerOrder {
  readonly image: string;
  readonly pullPolicy: PullPolicy;
  readonly registryCredentials?: RegistryCredentials;
  /** Instead of the image's. */
  readonly entrypoint?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `uid` or `uid:gid`. */
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly readOnlyRoot: boolean;
  /** Texts by the names of files in its private directory. */
  readonly files: Readonly<Record<string, string>>;
}
