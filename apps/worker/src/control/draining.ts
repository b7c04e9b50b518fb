import type { WorkIntake } from '../intake/work-intake.js';
import type { WorkerPulse } from '../heartbeat/worker-pulse.js';

/** Takes the worker out of service and back: it finishes what it has and takes nothing new. */
export class Draining {
  private isOn = false;
  private isFinal = false;

  constructor(
    private readonly intake: Pick<WorkIntake, 'pause' | 'resume'>,
    private readonly pulse: Pick<WorkerPulse, 'setState'>,
  ) {}

  async begin(): Promise<void> {
    this.isOn = true;
    this.pulse.setState('draining');
    await this.intake.pause('drain');
  }

  /** The worker stops: no word from a master takes it back into service. */
  async stop(): Promise<void> {
    this.isFinal = true;
    await this.begin();
  }

  end(): void {
    if (!this.isOn || this.isFinal) return;
    this.isOn = false;
    this.pulse.setState('up');
    this.intake.resume('drain');
  }
}
