import { strains, type Strain } from '@orrery/contracts';
import type { EasingConfig } from './easing-config.js';

/** How busy the machine is; absent: it cannot be read here. */
export type StrainReading = Readonly<Partial<Record<Strain, number>>>;

/** How much may be taken: all, half of the slots until it is well below the limits again, or nothing. */
export type Ease =
  | { readonly kind: 'all' }
  | { readonly kind: 'half'; readonly strain: Strain }
  | { readonly kind: 'nothing'; readonly strain: Strain };

export type StrainLimits = Readonly<Record<Strain, number>>;

export function strainLimits(config: EasingConfig): StrainLimits {
  return {
    load: config.intakeLoadPercent,
    pressure: config.intakePressurePercent,
    memory: config.intakeMemoryPercent,
    loop_lag: config.intakeLagMs,
  };
}

/** Above a limit nothing; after that half, until each is below `backPercent` of its limit. */
export function judgeStrain(
  reading: StrainReading,
  limits: StrainLimits,
  backPercent: number,
  before: Ease,
): Ease {
  const above = (share: number) =>
    strains.find((strain) => limits[strain] > 0 && (reading[strain] ?? 0) > limits[strain] * share);
  const over = above(1);
  if (over !== undefined) return { kind: 'nothing', strain: over };
  const near = before.kind === 'all' ? undefined : above(backPercent / 100);
  return near === undefined ? { kind: 'all' } : { kind: 'half', strain: near };
}
