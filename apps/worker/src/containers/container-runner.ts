import type { Clock, IsolationDetails, RunFailure } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import type { Attempt } from '../executing/attempt.js';
import { taskEnvironment } from '../executing/child-environment.js';
import { failedWith, type ExecutionResult } from '../executing/execution-result.js';
import { tellMemoryKills } from '../executing/judge-exit.js';
import type { WorkingDirectories } from '../executing/working-directories.js';
import type { ProcessGuard } from '../fencing/process-guard.js';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import { DiskWatch } from '../isolating/disk-watch.js';
import { foundFiles, noteVariables } from '../outputs/note-files.js';
import { NoteWatch } from '../outputs/note-watch.js';
import { takeOutputs } from '../outputs/take-outputs.js';
import type { AttemptSampler } from '../sampling/attempt-sampler.js';
import type { ContainerEngine } from './container-engine.js';
import { engineFailure, type Uncertainty } from './container-failure.js';
import { containerLabels } from './container-labels.js';
import { containerOptions } from './container-options.js';
import { workInside, type ContainerOrder } from './container-order.js';
import { ContainerRun, type EndedContainer } from './container-run.js';
import type { ContainerUser, ContainerUsers } from './container-user.js';
import { prepareWorkplace, type Workplace } from './container-workplace.js';
import type { Patience } from './engine-patience.js';
import type { ImageProvider } from './image-provider.js';
import { judgeContainer, type ContainerPlan, type ContainerRules } from './judge-container.js';
import { judgeEnding } from './judge-ending.js';
import type { LeftContainers } from './left-containers.js';
import { secretsInside } from './registry-login.js';

export interface ContainerRunnerParts {
  readonly engine: ContainerEngine;
  readonly images: ImageProvider;
  readonly users: ContainerUsers;
  readonly left: LeftContainers;
  readonly directories: WorkingDirectories;
  readonly guard: Pick<ProcessGuard, 'watch' | 'forget'>;
  readonly sampler: Pick<AttemptSampler, 'watch'>;
  readonly identity: WorkerIdentity;
  readonly clock: Clock;
  readonly rules: ContainerRules & {
    readonly containerEngineAwayMs: number;
    readonly resultLimitBytes: number;
  };
}

/** What one attempt has of its own while it runs. */
interface Setting {
  readonly order: ContainerOrder;
  readonly plan: ContainerPlan;
  readonly user: ContainerUser;
  readonly directory: string;
}

/** What became of the container of an attempt. */
interface Outcome {
  readonly ended: EndedContainer | undefined;
  readonly failure: RunFailure | undefined;
  readonly isGone: boolean;
}

/** Runs an order as an attempt: the output of its container becomes the log, its exit the result, and nothing of it is left. */
export class ContainerRunner {
  constructor(private readonly parts: ContainerRunnerParts) {}

  async run(attempt: Attempt, order: ContainerOrder): Promise<ExecutionResult> {
    const { users, directories, rules } = this.parts;
    const plan = judgeContainer(order, attempt.dispatch.isolation, rules);
    if (plan.kind !== 'run') return fail(attempt, plan);
    return await directories.use(attempt.dispatch, async (directory) => {
      const user = await users.take(order.user);
      if ('refused' in user) return fail(attempt, { kind: 'isolation_unavailable', message: user.refused });
      for (const lack of plan.degraded) attempt.log.append('system', `isolation: ${lack}`);
      return await this.runIn(attempt, { order, plan, user, directory });
    });
  }

  private async runIn(attempt: Attempt, setting: Setting): Promise<ExecutionResult> {
    const { images, rules } = this.parts;
    const { order, user, directory } = setting;
    let isLeft = false;
    try {
      const files = { ...order.files, ...foundFiles(attempt.dispatch) };
      const workplace = await prepareWorkplace(directory, files, user.owner);
      const missing = await images.provide(attempt, order, this.patienceFor(attempt));
      if (attempt.endReason !== undefined) return { outcome: 'ended' };
      if (missing !== undefined) return fail(attempt, missing);
      const notes = new NoteWatch(attempt, directory);
      const outcome = await notes.during(() => this.runContainer(attempt, setting, workplace));
      isLeft = !outcome.isGone;
      return await takeOutputs(
        attempt,
        judge(attempt, setting, outcome),
        workplace.outputFile,
        rules.resultLimitBytes,
      );
    } catch (error) {
      if (attempt.endReason !== undefined) return { outcome: 'ended' };
      return fail(attempt, failureOf(error, { hasBegun: false, isGone: true, idempotent: true }));
    } finally {
      if (!isLeft) user.release();
    }
  }

  private async runContainer(
    attempt: Attempt,
    setting: Setting,
    { outputInside }: Workplace,
  ): Promise<Outcome> {
    const { engine, guard, sampler } = this.parts;
    const { plan, directory } = setting;
    const { diskBytes } = plan.limits;
    const patience = this.patienceFor(attempt);
    const run = new ContainerRun(engine, attempt, this.nameOf(attempt), patience, guard);
    const disk = new DiskWatch(directory, diskBytes, () =>
      attempt.end({ kind: 'disk_full', limitBytes: diskBytes }),
    );
    disk.start();
    const stopSampling = sampler.watch(attempt, run);
    let ended: EndedContainer | undefined;
    let thrown: unknown;
    try {
      ended = await run.run(this.optionsFor(attempt, setting, outputInside));
    } catch (error) {
      thrown = error;
    }
    disk.stop();
    stopSampling();
    const isGone = await this.takeAway(attempt, setting, run, ended);
    const known = { hasBegun: run.hasBegun, isGone, idempotent: attempt.dispatch.idempotent };
    const failure = thrown === undefined ? undefined : failureOf(thrown, known);
    return { ended, failure, isGone };
  }

  /** Tells whether the engine said that it is gone; who it is left to gives its user and directory back. */
  private async takeAway(
    attempt: Attempt,
    { plan, user, directory }: Setting,
    run: ContainerRun,
    ended: EndedContainer | undefined,
  ): Promise<boolean> {
    const isolation: IsolationDetails = { level: 'container', degraded: plan.degraded };
    const resources = ended?.seen?.resources;
    const told = { isolation, ...(resources && { resources }) };
    try {
      const proof = await run.remove();
      attempt.execution = { ...told, ending: { ...proof, at: this.parts.clock.now().toISOString() } };
      if (proof.by !== 'exit') attempt.log.append('system', proofWords[proof.by]);
      return true;
    } catch (error) {
      attempt.execution = told;
      attempt.log.append('system', `its container was not removed: ${messageOf(error)}`);
      const gone = new Promise<void>((resolve) => this.parts.left.add(this.nameOf(attempt), resolve));
      void gone.then(() => user.release());
      this.parts.directories.keepUntil(gone, directory);
      return false;
    }
  }

  private optionsFor(attempt: Attempt, { order, plan, user, directory }: Setting, outputInside: string) {
    const { identity } = this.parts;
    const { dispatch } = attempt;
    const own = { HOME: workInside, ...order.env, ...secretsInside(order, attempt.secrets) };
    const told = { ORRERY_OUTPUT: outputInside, ...noteVariables(dispatch, workInside) };
    const env = { ...taskEnvironment(dispatch, identity, own), ...told };
    const labels = containerLabels(identity, dispatch);
    const { network, limits } = plan;
    return containerOptions({ ...order, env }, { directory, labels, user: user.name, network, limits });
  }

  /** Nobody else has it, not even this attempt in another life of a worker. */
  private nameOf({ dispatch }: Attempt): string {
    return `orrery-${dispatch.runId}-${dispatch.attempt}-${this.parts.identity.epoch}`;
  }

  private patienceFor({ log }: Attempt): Patience {
    return {
      limitMs: this.parts.rules.containerEngineAwayMs,
      onAway: (reason) => log.append('system', `the container engine is away (${reason}); waiting for it`),
      onBack: (awayMs) => log.append('system', `the container engine answers again, after ${awayMs} ms`),
    };
  }
}

const proofWords = {
  term: 'what ran in its container was told to end; the container is removed',
  kill: 'what ran in its container was killed; the container is removed',
} as const;

function judge(attempt: Attempt, { plan }: Setting, { ended, failure, isGone }: Outcome): ExecutionResult {
  // Cut short, and nobody knows whether it runs on: that must not be told as an end.
  if (attempt.endReason !== undefined && (isGone || ended !== undefined)) return { outcome: 'ended' };
  if (ended === undefined) return fail(attempt, failure!);
  const { state, seen } = ended;
  const outOfMemory = state?.outOfMemory === true || (seen?.outOfMemoryKills ?? 0) > 0;
  const { memoryBytes } = plan.limits;
  const failed = judgeEnding({ exitCode: state?.exitCode, outOfMemory, memoryBytes });
  if (failed !== undefined) return fail(attempt, failed);
  tellMemoryKills(attempt.log, seen?.outOfMemoryKills ?? 0, memoryBytes);
  attempt.log.append('system', 'exited with code 0');
  return { outcome: 'succeeded', exitCode: 0, result: null };
}

function failureOf(error: unknown, known: Uncertainty): RunFailure {
  return engineFailure(error, known) ?? { kind: 'spawn', message: messageOf(error) };
}

function fail({ log }: Attempt, failure: RunFailure): ExecutionResult {
  log.append('system', failure.message);
  return failedWith(failure);
}
