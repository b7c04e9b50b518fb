import type { Logger } from '../logging/logger.js';

/** Stops one part of an app; told how many milliseconds of the grace period are left. */
export type StopStep = (remainingMs: number) => Promise<unknown> | void;

/** Even after the deadline each part gets this long, so that the database is still closed properly. */
const LEAST_STEP_MS = 250;

/** The stop order of an app: what was registered last (intake) stops first, what came first (database) stops last. */
export class Lifecycle {
  readonly #steps: { readonly name: string; readonly step: StopStep }[] = [];
  readonly #abort = new AbortController();
  #deadlineMs = 0;
  #stopped?: Promise<void>;

  constructor(private readonly logger: Logger) {}

  /** Aborted as soon as the stop begins. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get stopping(): boolean {
    return this.#stopped !== undefined;
  }

  /** Registers a part just started. When the stop has begun already, the part is stopped at once. */
  onStop(name: string, step: StopStep): void {
    if (this.stopping) void this.#stopPart(name, step);
    else this.#steps.push({ name, step });
  }

  /** Stops all parts one after the other; a part that fails or overruns is logged and left. Later calls join the first. */
  stop(graceMs: number): Promise<void> {
    this.#stopped ??= this.#stopAll(graceMs);
    return this.#stopped;
  }

  async #stopAll(graceMs: number): Promise<void> {
    this.#deadlineMs = performance.now() + graceMs;
    // One tick later, so that `stopping` is true for everybody who is told.
    await Promise.resolve();
    this.#abort.abort(new Error('the app is stopping'));
    for (const { name, step } of this.#steps.splice(0).reverse()) await this.#stopPart(name, step);
  }

  async #stopPart(name: string, step: StopStep): Promise<void> {
    const remainingMs = Math.max(LEAST_STEP_MS, Math.round(this.#deadlineMs - performance.now()));
    let timer: NodeJS.Timeout | undefined;
    const overrun = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`did not stop within ${remainingMs} ms`)), remainingMs);
    });
    try {
      await Promise.race([Promise.resolve(remainingMs).then(step), overrun]);
      this.logger.debug(`stopped ${name}`);
    } catch (error) {
      this.logger.warn({ err: error }, `stopping ${name} failed; going on with the next part`);
    } finally {
      clearTimeout(timer);
    }
  }
}
