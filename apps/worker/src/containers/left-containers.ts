import { retryWithBackoff, type Logger } from '@orrery/runtime';
import type { ContainerEngine } from './container-engine.js';

const firstBackoffMs = 1_000;
const longestBackoffMs = 30_000;

/** Containers that nobody could take away when their attempts were given up: they go when the engine answers again. */
export class LeftContainers {
  private readonly stopping = new AbortController();

  constructor(
    private readonly engine: Pick<ContainerEngine, 'remove' | 'state'>,
    private readonly logger: Logger,
  ) {}

  /** @param onGone told when the engine knows it no more; never when the worker stops before: its next life sees to it. */
  add(name: string, onGone: () => void): void {
    this.logger.warn(
      { container: name },
      'a container was left behind; it is removed when the engine answers',
    );
    this.insist(async () => {
      await this.remove(name);
      this.logger.info({ container: name }, 'a container that was left behind is gone');
      onGone();
    });
  }

  /** Does it again and again until it succeeds, or the worker stops. */
  insist(work: () => Promise<unknown>): void {
    const options = { initialMs: firstBackoffMs, maxMs: longestBackoffMs, signal: this.stopping.signal };
    retryWithBackoff(options, work).catch(() => undefined);
  }

  /** Stopping twice is fine. */
  stop(): void {
    this.stopping.abort();
  }

  private async remove(name: string): Promise<void> {
    await this.engine.remove(name);
    if ((await this.engine.state(name)) !== undefined) throw new Error('it is still there');
  }
}
