import type { Logger } from '@orrery/runtime';
import type { WorkIntake } from '../intake/work-intake.js';
import type { WorkerPulse } from '../heartbeat/worker-pulse.js';
import type { WorkerConfig } from '../config.js';
import {
  judgeStrain,
  strainLimits,
  type Ease,
  type StrainLimits,
  type StrainReading,
} from './judge-strain.js';

export interface IntakeEasingOptions {
  readonly limits: StrainLimits;
  readonly backPercent: number;
  readonly totalSlots: number;
}

/** Takes less work, or none, while the machine has too much of it; what runs goes on. */
export class IntakeEasing {
  private ease: Ease = { kind: 'all' };
  private readonly changeListeners: (() => void)[] = [];

  constructor(
    private readonly intake: Pick<WorkIntake, 'pause' | 'resume'>,
    private readonly pulse: Pick<WorkerPulse, 'setStrain'>,
    private readonly options: IntakeEasingOptions,
    private readonly logger: Logger,
  ) {}

  /** Slots that may be filled before no more is pulled. */
  get slots(): number {
    const { totalSlots } = this.options;
    if (this.ease.kind === 'all') return totalSlots;
    return this.ease.kind === 'half' ? Math.ceil(totalSlots / 2) : 0;
  }

  onChange(listener: () => void): void {
    this.changeListeners.push(listener);
  }

  notice(reading: StrainReading): void {
    const { limits, backPercent } = this.options;
    const before = this.ease;
    this.ease = judgeStrain(reading, limits, backPercent, before);
    if (this.ease.kind === 'all') this.pulse.setStrain(undefined, 0);
    else this.pulse.setStrain(this.ease.strain, this.slots);
    if (this.ease.kind === before.kind) return;
    this.logger.warn(
      { slots: this.slots, reading },
      `worker takes ${this.ease.kind} of the work it has slots for`,
    );
    if (this.ease.kind === 'nothing') void this.intake.pause('strain');
    else this.intake.resume('strain');
    for (const listener of this.changeListeners) listener();
  }
}

/** The easing of a worker by its configuration. */
export function easingOf(
  config: WorkerConfig,
  intake: Pick<WorkIntake, 'pause' | 'resume'>,
  pulse: Pick<WorkerPulse, 'setStrain'>,
  logger: Logger,
): IntakeEasing {
  const { intakeBackPercent: backPercent, slots: totalSlots } = config;
  return new IntakeEasing(intake, pulse, { limits: strainLimits(config), backPercent, totalSlots }, logger);
}
