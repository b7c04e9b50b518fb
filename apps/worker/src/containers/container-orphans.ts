import { messageOf, type Logger } from '@orrery/runtime';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import { ContainerEnder } from './container-ender.js';
import type { ContainerEngine } from './container-engine.js';
import { epochLabel, ownerLabels } from './container-labels.js';
import { EngineAway } from './engine-errors.js';
import { patiently, type Patience } from './engine-patience.js';
import type { LeftContainers } from './left-containers.js';

/** Takes away the containers that a former life of this worker left, before its attempts are reported lost. */
export class ContainerOrphans {
  constructor(
    private readonly engine: Pick<ContainerEngine, 'address' | 'kill' | 'remove' | 'state' | 'withLabels'>,
    private readonly identity: Pick<WorkerIdentity, 'id' | 'home' | 'epoch'>,
    private readonly limitMs: number,
    private readonly left: Pick<LeftContainers, 'add' | 'insist'>,
    private readonly logger: Logger,
  ) {}

  /**
   * Returns how many there were. @param mayBe whether the former life had anything in hand: then an engine that is away is
   * waited for, else they are looked for when it answers.
   * @throws Error when it stays away, or one runs on: what runs there could begin elsewhere beside it.
   */
  async clear(mayBe: boolean): Promise<number> {
    try {
      return await this.removeAll(mayBe ? this.limitMs : 0);
    } catch (error) {
      if (mayBe || !(error instanceof EngineAway)) throw this.fault(error);
      this.logger.warn(
        { reason: messageOf(error) },
        'the container engine is away; what a former life may have left in it is removed when it answers',
      );
      this.left.insist(() => this.removeAll(0));
      return 0;
    }
  }

  /** @param awayMs how long the engine may be away before it has told which there are. */
  private async removeAll(awayMs: number): Promise<number> {
    const { epoch, id } = this.identity;
    const all = await patiently(this.patienceOf(awayMs), () =>
      this.engine.withLabels(ownerLabels(this.identity)),
    );
    const orphans = all.filter(({ labels }) => labels[epochLabel] !== epoch);
    await Promise.all(orphans.map(({ name }) => this.remove(name, this.patienceOf(this.limitMs))));
    if (orphans.length > 0)
      this.logger.warn(
        { removed: orphans.length },
        `removed ${orphans.length} containers of a former life of worker ${id}`,
      );
    return orphans.length;
  }

  /** One in which nothing runs any more keeps nobody from beginning: it may go later. */
  private async remove(name: string, patience: Patience): Promise<void> {
    try {
      await new ContainerEnder(this.engine, name, patience).remove(true);
    } catch (error) {
      if (error instanceof EngineAway) throw error;
      const state = await patiently(patience, () => this.engine.state(name));
      if (state?.isRunning === true) throw error;
      this.left.add(name, () => undefined);
    }
  }

  private patienceOf(limitMs: number): Patience {
    const onAway = (reason: string) =>
      this.logger.warn({ reason }, 'the container engine is away; its orphans are waited for');
    return { limitMs, ...(limitMs > 0 && { onAway }) };
  }

  private fault(error: unknown): Error {
    const what = `The container engine at ${this.engine.address} (ORRERY_CONTAINER_ENGINE) does not tell what a former life of this worker left in it`;
    return new Error(`${what}: ${messageOf(error)}`, { cause: error });
  }
}
