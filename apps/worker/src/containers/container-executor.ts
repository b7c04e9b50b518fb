import type { ContainerSpec, TaskKind } from '@orrery/domain';
import type { Attempt } from '../executing/attempt.js';
import { failedWith, type ExecutionResult } from '../executing/execution-result.js';
import { Executor } from '../executing/executor.js';
import { orderOfContainer } from './container-orders.js';
import type { ContainerOrder } from './container-order.js';
import type { ContainerRunner } from './container-runner.js';

type Runner = Pick<ContainerRunner, 'run'>;

/** Tasks of kind `container`: an image, and what runs in it. */
export class ContainerExecutor extends Executor {
  readonly kind = 'container';

  /** @param runner undefined: this worker has no engine. */
  constructor(private readonly runner: Runner | undefined) {
    super();
  }

  async execute(attempt: Attempt): Promise<ExecutionResult> {
    const order = orderOfContainer(attempt.dispatch.spec as Partial<ContainerSpec>);
    if (order === undefined) return failedWith({ kind: 'refused', message: 'the spec has no image' });
    if (this.runner !== undefined) return await this.runner.run(attempt, order);
    const message = 'this worker has no container engine (ORRERY_CONTAINER_ENGINE)';
    attempt.log.append('system', message);
    return failedWith({ kind: 'isolation_unavailable', message });
  }
}

/** Tasks of another kind that may ask for the level `container`. Those that do not, or find no engine, go the usual way. */
export class LevelledExecutor extends Executor {
  readonly kind: TaskKind;

  constructor(
    private readonly usual: Executor,
    private readonly runner: Runner | undefined,
    private readonly orderOf: (spec: object, image: string) => ContainerOrder | undefined,
  ) {
    super();
    this.kind = usual.kind;
  }

  async execute(attempt: Attempt): Promise<ExecutionResult> {
    const { isolation, spec } = attempt.dispatch;
    const { runner } = this;
    if (isolation?.level !== 'container' || runner === undefined) return await this.usual.execute(attempt);
    const { image } = isolation;
    const order = image === undefined ? undefined : this.orderOf(spec, image);
    if (order !== undefined) return await runner.run(attempt, order);
    return failedWith({
      kind: 'refused',
      message: 'the spec is not complete, or the isolation names no image',
    });
  }
}
