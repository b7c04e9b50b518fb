import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopHealth } from '../looping/loop-registry.js';
import { LoopRegistry } from '../looping/loop-registry.js';

/** Alive or not, and which loop says so. */
export interface HealthReport {
  readonly healthy: boolean;
  readonly loops: readonly LoopHealth[];
}

/** Ready for work or not, by named check. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
}

export type ReadinessCheck = () => boolean | Promise<boolean>;

/** Gathers what decides whether one app is alive (its loops progress) and ready (its named checks hold). */
export class HealthRegistry {
  readonly #checks = new Map<string, ReadinessCheck>();

  constructor(
    readonly loops: LoopRegistry = new LoopRegistry(),
    private readonly checkTimeoutMs = 2_000,
  ) {}

  /** A check that throws, or does not answer in time, counts as not ready. */
  addReadinessCheck(name: string, check: ReadinessCheck): void {
    this.#checks.set(name, check);
  }

  health(): HealthReport {
    const loops = this.loops.health();
    return { healthy: loops.every((loop) => !loop.stalled), loops };
  }

  async readiness(): Promise<ReadinessReport> {
    const entries = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await this.#holds(check)] as const),
    );
    return { ready: entries.every(([, holds]) => holds), checks: Object.fromEntries(entries) };
  }

  async #holds(check: ReadinessCheck): Promise<boolean> {
    const answered = new AbortController();
    const timeout = sleep(this.checkTimeoutMs, false, { signal: answered.signal }).catch(() => false);
    try {
      return await Promise.race([Promise.resolve().then(check), timeout]);
    } catch {
      return false;
    } finally {
      answered.abort();
    }
  }
}
