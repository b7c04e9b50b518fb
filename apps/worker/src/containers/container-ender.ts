import { setTimeout as sleep } from 'node:timers/promises';
import type { EndingProof } from '@orrery/domain';
import type { ContainerEngine } from './container-engine.js';
import { EngineRefusal } from './engine-errors.js';
import { patiently, type Patience } from './engine-patience.js';

const lookEveryMs = 50;
const killLimitMs = 10_000;

type By = EndingProof['by'];

/** Ends one container: TERM, KILL after the grace, removal; then it asks whether the engine still knows it. */
export class ContainerEnder {
  private told: By = 'exit';
  private ending: Promise<void> | undefined;

  constructor(
    private readonly engine: Pick<ContainerEngine, 'kill' | 'remove' | 'state'>,
    private readonly name: string,
    private readonly patience: Patience,
  ) {}

  /** The strongest word that was needed so far. */
  get by(): By {
    return this.told;
  }

  /** What runs in it ends, by force after `graceMs`. Further calls join the first. @throws EngineAway after the limit. */
  stop(graceMs: number): Promise<void> {
    this.ending ??= this.end(graceMs);
    return this.ending;
  }

  /**
   * Takes it away with all that runs in it; resolves when the engine knows it no more.
   * @param mayRun nobody has seen its end.
   * @throws EngineAway after the limit, EngineRefusal when it is not removed, Error when that is begun and not done by the limit.
   */
  async remove(mayRun: boolean): Promise<void> {
    if (mayRun && (await this.isRunning())) this.told = 'kill';
    const { limitMs } = this.patience;
    const startMs = performance.now();
    for (;;) {
      const refusal = await patiently(this.patience, () => this.tryRemove());
      if ((await patiently(this.patience, () => this.engine.state(this.name))) === undefined) return;
      if (refusal !== undefined) throw refusal;
      if (performance.now() - startMs >= limitMs) throw new Error(`it is still there after ${limitMs} ms`);
      await sleep(lookEveryMs);
    }
  }

  private async end(graceMs: number): Promise<void> {
    if (graceMs > 0 && (await this.signal('SIGTERM', 'term', graceMs))) return;
    await this.signal('SIGKILL', 'kill', killLimitMs);
  }

  /** Tells whether nothing runs any more within the limit. */
  private async signal(signal: 'SIGTERM' | 'SIGKILL', by: By, limitMs: number): Promise<boolean> {
    if (!(await this.isRunning())) return true;
    // Before the call: the container may be over, and be asked for its end, before the answer has come.
    this.told = by;
    await patiently(this.patience, () => this.engine.kill(this.name, signal));
    const endMs = performance.now() + limitMs;
    while (performance.now() < endMs) {
      await sleep(Math.min(lookEveryMs, endMs - performance.now()));
      if (!(await this.isRunning())) return true;
    }
    return false;
  }

  private async isRunning(): Promise<boolean> {
    const state = await patiently(this.patience, () => this.engine.state(this.name));
    return state?.isRunning ?? false;
  }

  private async tryRemove(): Promise<EngineRefusal | undefined> {
    try {
      await this.engine.remove(this.name);
      return undefined;
    } catch (error) {
      if (error instanceof EngineRefusal) return error;
      throw error;
    }
  }
}
