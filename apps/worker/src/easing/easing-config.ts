import { duration, integer, type ConfigOf } from '@orrery/runtime';

const percent = { min: 0, max: 100 } as const;

/** The settings of a worker that say when its machine is too busy for more work; 0: it does not look at that. */
export const easingConfigTable = {
  intakeLoadPercent: integer('ORRERY_INTAKE_LOAD_PERCENT', {
    default: 0,
    min: 0,
    max: 100_000,
    doc: 'Load of the last minute for each core, in percent, above which this worker takes no work; 0: any.',
  }),
  intakePressurePercent: integer('ORRERY_INTAKE_PRESSURE_PERCENT', {
    ...percent,
    default: 0,
    doc: 'Share of time in which something waits for CPU, memory or disks (PSI of Linux), in percent, above which this worker takes no work; 0: any.',
  }),
  intakeMemoryPercent: integer('ORRERY_INTAKE_MEMORY_PERCENT', {
    ...percent,
    default: 97,
    doc: 'Memory of the machine in use, in percent, above which this worker takes no work; 0: any.',
  }),
  intakeLagMs: duration('ORRERY_INTAKE_LAG_MS', {
    default: 2_000,
    max: 600_000,
    doc: 'Lateness of the event loop of this worker above which it takes no work; 0: any.',
  }),
  intakeBackPercent: integer('ORRERY_INTAKE_BACK_PERCENT', {
    default: 90,
    min: 1,
    max: 100,
    doc: 'It fills half of its slots when all of these are below their limits again, and all of them below so many percent of the limits.',
  }),
};

export type EasingConfig = ConfigOf<typeof easingConfigTable>;
