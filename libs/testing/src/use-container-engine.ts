import { startEngine, type PrivateEngine } from '@orrery/scripts/containers/engine.mjs';
import { afterAll, beforeAll } from 'vitest';

const startLimitMs = 300_000;

/** A container engine for the tests of one file. */
export interface UsedEngine {
  /** As ORRERY_CONTAINER_ENGINE takes it. */
  readonly address: string;
  /** An image that it has: a system that is nothing but busybox. */
  readonly image: string;
  /** The engine itself: its command line, and the means to have it away. */
  readonly engine: PrivateEngine;
  /** What `podman inspect` says of a container; undefined: there is none. */
  inspect(name: string): Promise<{ readonly State: { readonly Status: string } } | undefined>;
  /** Names of containers that have a label, whatever their state. */
  labelled(label: string): Promise<readonly string[]>;
}

export interface EngineOptions {
  /** Those that may be asked without TLS, as `host:port`; asked for when the engine starts. */
  readonly registries?: () => readonly string[];
}

/** Starts a Podman with storage of its own, which is installed first where that is needed and possible; fails where not. */
export function useContainerEngine(options: EngineOptions = {}): UsedEngine {
  let started: PrivateEngine | undefined;
  beforeAll(async () => {
    const registries = options.registries?.();
    started = await startEngine({ registries, say: (line) => process.stderr.write(`${line}\n`) });
  }, startLimitMs);
  afterAll(() => started?.stop(), startLimitMs);
  const engine = () => {
    if (started === undefined) throw new Error('the engine has not started');
    return started;
  };
  return {
    get address() {
      return engine().socket;
    },
    get image() {
      return engine().image;
    },
    get engine() {
      return engine();
    },
    inspect: async (name) => {
      try {
        return (JSON.parse(await engine().podman('inspect', '--type', 'container', name)) as never[])[0];
      } catch {
        return undefined;
      }
    },
    labelled: async (label) => {
      const names = await engine().podman(
        'ps',
        '--all',
        '--filter',
        `label=${label}`,
        '--format',
        '{{.Names}}',
      );
      return names.split('\n').filter(Boolean);
    },
  };
}
