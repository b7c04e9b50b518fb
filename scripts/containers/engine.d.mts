/** A container engine of the tests' own. */
export interface PrivateEngine {
  /** Of all that it has: images, containers, mounts. */
  readonly folder: string;
  readonly socket: string;
  /** An image that it has. */
  readonly image: string;
  podman(...args: string[]): Promise<string>;
  start(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  end(): Promise<void>;
  stop(): Promise<void>;
}

export function startEngine(options?: {
  say?: (line: string) => void;
  registries?: readonly string[];
}): Promise<PrivateEngine>;
