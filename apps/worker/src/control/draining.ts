import type { WorkerDuty } from '@orrery/domain';
import { monotonicMs } from '@orrery/runtime';
import type { WorkIntake } from '../intake/work-intake.js';
import type { WorkerPulse } from '../heartbeat/worker-pulse.js';

/** Takes the worker out of service and back: it finishes what it has, takes nothing new, and says when nothing is left. */
export class Draining {
  private duty: WorkerDuty = 'work';
  private isFinal = false;
  /** From when the word comes that counts, by the monotonic clock. */
  private toldMs = -Infinity;

  constructor(
    private readonly intake: Pick<WorkIntake, 'pause' | 'resume'>,
    private readonly pulse: Pick<WorkerPulse, 'setState' | 'busy'>,
    private readonly nowMs: () => number = monotonicMs,
  ) {}

  /** An operator wants it now. */
  async order(duty: WorkerDuty): Promise<void> {
    this.toldMs = this.nowMs();
    await this.apply(duty);
  }

  /** Told with every lease, as it stood when the heartbeat of `stampMs` was written: an order that came later goes before it. */
  async remember(duty: WorkerDuty, stampMs: number): Promise<void> {
    if (stampMs <= this.toldMs) return;
    this.toldMs = stampMs;
    await this.apply(duty);
  }

  /** The last attempt of a draining worker may have ended. */
  noticeBusy(): void {
    if (this.duty === 'drain') this.show();
  }

  /** The worker stops: no word from a master takes it back into service. */
  async stop(): Promise<void> {
    const wasWorking = this.duty === 'work';
    this.isFinal = true;
    this.duty = 'drain';
    this.show();
    if (wasWorking) await this.intake.pause('drain');
  }

  private async apply(duty: WorkerDuty): Promise<void> {
    if (this.isFinal || duty === this.duty) return;
    const wasWorking = this.duty === 'work';
    this.duty = duty;
    this.show();
    if (duty === 'work') this.intake.resume('drain');
    else if (wasWorking) await this.intake.pause('drain');
  }

  private show(): void {
    if (this.duty === 'work') this.pulse.setState('up');
    else if (this.duty === 'cordon') this.pulse.setState('cordoned');
    else this.pulse.setState(this.pulse.busy === 0 && !this.isFinal ? 'drained' : 'draining');
  }
}
