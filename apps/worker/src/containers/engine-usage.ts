import type { ResourceReading, UsageSource } from '../sampling/usage-source.js';
import type { ContainerEngine } from './container-engine.js';

/** An engine is not asked more often of one container. */
const askEveryMs = 5_000;

/** Asks the engine what a container takes, where nobody here can see its cgroup. */
export class EngineUsage implements UsageSource {
  private askedMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly engine: Pick<ContainerEngine, 'usage'>,
    private readonly name: string,
    private readonly everyMs = askEveryMs,
  ) {}

  read(): Promise<ResourceReading | undefined> | undefined {
    if (performance.now() - this.askedMs < this.everyMs) return undefined;
    this.askedMs = performance.now();
    return this.engine.usage(this.name);
  }
}
