import type { Clock } from '@orrery/domain';
import { messageOf, type Logger } from '@orrery/runtime';
import type { WorkerConfig } from '../config.js';
import type { WorkingDirectories } from '../executing/working-directories.js';
import type { ProcessGuard } from '../fencing/process-guard.js';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import type { TaskUids } from '../isolating/uids/task-uids.js';
import type { AttemptSampler } from '../sampling/attempt-sampler.js';
import { ContainerEngine } from './container-engine.js';
import { ContainerOrphans } from './container-orphans.js';
import { ContainerRunner } from './container-runner.js';
import { ContainerUsers } from './container-user.js';
import { ImageProvider } from './image-provider.js';
import { LeftContainers } from './left-containers.js';

/** The worker waits for it before it takes work. */
const answerLimitMs = 2_000;

export interface ContainersGround {
  readonly identity: WorkerIdentity;
  readonly directories: WorkingDirectories;
  readonly guard: ProcessGuard;
  readonly sampler: AttemptSampler;
  /** Where the worker runs as root. */
  readonly uids: TaskUids | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a worker with a container engine runs containers with. */
export interface WorkerContainers {
  readonly runner: ContainerRunner;
  readonly orphans: ContainerOrphans;
  readonly left: LeftContainers;
  /** Why it can run none as the worker starts, later on it may; undefined: it can. */
  readonly missing: string | undefined;
}

/** Undefined: this worker has no engine. One that it has is asked for a sign of life only. */
export async function thisWorkersContainers(
  config: WorkerConfig,
  { identity, directories, guard, sampler, uids, clock, logger }: ContainersGround,
): Promise<WorkerContainers | undefined> {
  if (config.containerEngine === undefined) return undefined;
  const engine = await ContainerEngine.at(config.containerEngine);
  const images = new ImageProvider(engine, config.containerPullMs);
  const left = new LeftContainers(engine, logger);
  const users = new ContainerUsers(uids);
  const runner = new ContainerRunner({
    ...{ engine, images, users, left, directories, guard, sampler },
    ...{ identity, clock, rules: config },
  });
  const orphans = new ContainerOrphans(engine, identity, config.containerEngineAwayMs, left, logger);
  return { runner, orphans, left, missing: await missingOf(config.containerEngine) };
}

async function missingOf(address: string): Promise<string | undefined> {
  try {
    await (await ContainerEngine.at(address, answerLimitMs)).mustAnswer();
    return undefined;
  } catch (error) {
    return `containers: the engine did not answer as the worker started: ${messageOf(error)}`;
  }
}
