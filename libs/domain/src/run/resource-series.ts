/** What an attempt's processes had taken and held at one moment; a figure is missing where the machine cannot tell it. */
export interface ResourcePoint {
  /** When, in milliseconds since the series began. */
  readonly ageMs: number;
  /** Processor time since the attempt began, of all cores together. */
  readonly cpuMs?: number;
  /** The most that was seen in the step. */
  readonly memoryBytes?: number;
  /** Processes and threads: the most that were seen in the step. */
  readonly pids?: number;
  /** From and to disks, since the attempt began. */
  readonly readBytes?: number;
  readonly writtenBytes?: number;
}

/** What the processes of one attempt took over its time: at most one point for each step. */
export interface ResourceSeries {
  readonly startedAt: Date;
  /** `firstStepMs`, doubled as often as the points became too many. */
  readonly stepMs: number;
  /** The oldest first. */
  readonly points: readonly ResourcePoint[];
}

/** How far apart the points of an attempt are at first. */
export const firstStepMs = 1_000;
/** More are not kept: the step doubles, so an attempt of a week costs what one of five minutes does. */
export const mostResourcePoints = 240;

/**
 * Both in one. In a step the greatest of each figure counts: counters grow, and of what comes and goes the peak matters. So
 * neither order nor repetition makes a difference. Series of different beginnings are of different attempts: the second one counts.
 */
export function joinSeries(one: ResourceSeries, other: ResourceSeries): ResourceSeries {
  if (one.startedAt.getTime() !== other.startedAt.getTime()) return other;
  let stepMs = Math.max(one.stepMs, other.stepMs);
  let points = bySteps([...one.points, ...other.points], stepMs);
  while (points.length > mostResourcePoints) {
    stepMs *= 2;
    points = bySteps(points, stepMs);
  }
  return { startedAt: one.startedAt, stepMs, points };
}

function bySteps(points: readonly ResourcePoint[], stepMs: number): ResourcePoint[] {
  const steps = new Map<number, ResourcePoint>();
  for (const point of points) {
    const step = Math.floor(point.ageMs / stepMs);
    const known = steps.get(step);
    steps.set(step, known === undefined ? point : greatest(known, point));
  }
  return [...steps.values()].sort((a, b) => a.ageMs - b.ageMs);
}

function greatest(one: ResourcePoint, other: ResourcePoint): ResourcePoint {
  const figures = { ...one };
  for (const [name, value] of Object.entries(other) as [keyof ResourcePoint, number | undefined][]) {
    if (value !== undefined) figures[name] = Math.max(figures[name] ?? value, value);
  }
  return figures;
}
