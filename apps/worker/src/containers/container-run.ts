import { setTimeout as sleep } from 'node:timers/promises';
import type { EndingProof } from '@orrery/domain';
import type { Attempt } from '../executing/attempt.js';
import type { ProcessGuard } from '../fencing/process-guard.js';
import { scanProcess } from '../killing/proc-scan.js';
import type { ResourceReading, UsageSource } from '../sampling/usage-source.js';
import { ContainerCgroup, type SeenOfCgroup } from './container-cgroup.js';
import { ContainerEnder } from './container-ender.js';
import type { ContainerEngine, ContainerOptions, ContainerState } from './container-engine.js';
import { ContainerOutput } from './container-output.js';
import { EngineAway } from './engine-errors.js';
import { patiently, type Patience } from './engine-patience.js';
import { EngineUsage } from './engine-usage.js';

/** One that writes is heard of by the end of its stream: this often one is asked for that has closed it. */
const lookEveryMs = 2_000;
const firstLookMs = 10;
/** An engine has noted the end so long after it has ended the stream; later than that it has lost the stream. */
const lastLookMs = 1_000;

/** What is known of a container that has ended. */
export interface EndedContainer {
  /** Undefined: somebody else removed it. */
  readonly state: ContainerState | undefined;
  readonly seen: SeenOfCgroup | undefined;
}

/** One container, from its creation to the proof that it is gone. */
export class ContainerRun implements UsageSource {
  private cgroup: ContainerCgroup | undefined;
  private guarded: number | undefined;
  private mayHaveBegun = false;
  private mayRun = true;
  /** What ran when it was told to end. */
  private running = 0;
  private readonly ender: ContainerEnder;
  private readonly engineUsage: EngineUsage;

  constructor(
    private readonly engine: ContainerEngine,
    private readonly attempt: Attempt,
    private readonly name: string,
    private readonly patience: Patience,
    private readonly guard: Pick<ProcessGuard, 'watch' | 'forget'>,
  ) {
    this.ender = new ContainerEnder(engine, name, patience);
    this.engineUsage = new EngineUsage(engine, name);
  }

  /** Whether the command has begun, as far as anybody knows. */
  get hasBegun(): boolean {
    return this.mayHaveBegun;
  }

  /**
   * Resolves when the command has ended, also because the attempt had to, and its output is in the log.
   * @throws EngineRefusal when it cannot begin, EngineAway when nobody knows for longer than the patience, the reason of the
   * attempt's signal when it had to end before.
   */
  async run(options: ContainerOptions): Promise<EndedContainer> {
    const { engine, attempt, name } = this;
    const whileWanted = { ...this.patience, signal: attempt.signal };
    await patiently(whileWanted, () => engine.create(name, options));
    const output = new ContainerOutput(engine, name, attempt);
    await patiently(whileWanted, () => output.open());
    const stop = () => {
      this.running = this.cgroup?.processes() ?? 1;
      void this.ender.stop(attempt.killGraceMs).catch(() => undefined); // whoever waits for its end meets the same
    };
    try {
      await this.begin(whileWanted);
      attempt.signal.addEventListener('abort', stop);
      if (attempt.signal.aborted) stop();
      const state = await this.ended(output);
      this.mayRun = false;
      await output.finish();
      return { state, seen: this.cgroup?.found };
    } finally {
      attempt.signal.removeEventListener('abort', stop);
      output.close();
      this.cgroup?.stop();
      if (this.guarded !== undefined) this.guard.forget(this.guarded);
    }
  }

  /** What it takes, by its cgroup where that is to be seen from here, else as the engine says. */
  read(): ResourceReading | undefined | Promise<ResourceReading | undefined> {
    if (!this.mayHaveBegun || !this.mayRun) return undefined;
    return this.cgroup === undefined ? this.engineUsage.read() : this.cgroup.reading();
  }

  /** Takes the container away, whatever it does; resolves when the engine knows it no more. @throws EngineAway */
  async remove(): Promise<Omit<EndingProof, 'at'>> {
    await this.ender.remove(this.mayRun);
    const { by } = this.ender;
    return { by, seen: 'container', processes: by === 'exit' ? 0 : this.running };
  }

  /** Starting one twice would run its command twice: after an answer that got lost, the engine is asked what became of it. */
  private async begin(patience: Patience): Promise<void> {
    const { engine, name } = this;
    await patiently(patience, async () => {
      const state = await engine.state(name);
      this.look(state);
      if (state?.hasStarted === true) return;
      this.mayHaveBegun = true;
      await engine.start(name);
    });
    if (this.cgroup === undefined) this.look(await patiently(this.patience, () => engine.state(name)));
  }

  /** Some engines have a first process before the start already: what is quick would be over after it. */
  private look(state: ContainerState | undefined): void {
    if (state === undefined) return;
    this.cgroup ??= ContainerCgroup.of(state);
    if (this.cgroup !== undefined) this.haveGuarded(state.pid);
  }

  /** With the first process of a container the kernel ends all others. It leads a group, as the guard kills them. */
  private haveGuarded(pid: number): void {
    if (this.guarded !== undefined || scanProcess(pid)?.groupId !== pid) return;
    this.guarded = pid;
    this.guard.watch(pid, !this.attempt.dispatch.idempotent);
  }

  private async ended(output: ContainerOutput): Promise<ContainerState | undefined> {
    let looksMs = firstLookMs;
    void output.ended.then(() => this.cgroup?.look());
    for (;;) {
      await (output.hasEnded ? sleep(looksMs) : Promise.race([output.ended, sleep(lookEveryMs)]));
      const state = await patiently(this.patience, () => this.engine.state(this.name));
      if (state?.isRunning !== true) return state;
      if (!output.hasEnded) continue;
      if (looksMs > lastLookMs) await this.reopen(output);
      looksMs = looksMs > lastLookMs ? firstLookMs : 2 * looksMs;
    }
  }

  private async reopen(output: ContainerOutput): Promise<void> {
    const note =
      'the engine ended the stream of its output while it runs; what it wrote meanwhile may be missing here';
    this.attempt.log.append('system', note);
    await output.open().catch((error: unknown) => {
      if (!(error instanceof EngineAway)) return; // it ended at this moment, or has closed its output
      this.patience.onAway?.(error.message);
    });
  }
}
