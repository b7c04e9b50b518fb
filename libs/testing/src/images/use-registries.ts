import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { useContainerEngine, type UsedEngine } from '../use-container-engine.js';
import { ImageRegistry } from './image-registry.js';
import type { GateOptions } from './registry-gate.js';

/** A container engine, and registries on this machine that have its image. */
export interface UsedRegistries {
  readonly engine: UsedEngine;
  /** Started by the time a test runs. */
  of(name: string): ImageRegistry;
}

/**
 * Starts a container engine and registries for the tests of one file.
 * @param logins who may ask each of them, by a name for it; undefined: everybody.
 */
export function useRegistries(logins: Readonly<Record<string, GateOptions | undefined>>): UsedRegistries {
  const started = new Map<string, ImageRegistry>();
  let folder: string | undefined;
  const layout = () => join(folder!, 'image');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orrery-image-'));
    for (const [name, login] of Object.entries(logins))
      started.set(name, await ImageRegistry.start(layout, login));
  });
  const registries = () => [...started.values()].map(({ address }) => address);
  const engine = useContainerEngine({ registries });
  beforeAll(() => engine.engine.podman('save', '--format', 'docker-dir', '-o', layout(), engine.image));
  afterAll(async () => {
    for (const registry of started.values()) registry.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  return { engine, of: (name) => started.get(name)! };
}
