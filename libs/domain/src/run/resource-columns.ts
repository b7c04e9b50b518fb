import {
  firstStepMs,
  mostResourcePoints,
  type ResourcePoint,
  type ResourceSeries,
} from './resource-series.js';

type Column = readonly (number | null)[];
type Figure = Exclude<keyof ResourcePoint, 'ageMs'>;

/** A series as it travels and is stored: a list for each figure, null where it was not known. */
export interface ResourceColumns extends Partial<Readonly<Record<Figure, Column>>> {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly stepMs: number;
  readonly ageMs: readonly number[];
}

const figures: readonly Figure[] = ['cpuMs', 'memoryBytes', 'pids', 'readBytes', 'writtenBytes'];

/** A figure that no point has is left out. */
export function columnsOf({ startedAt, stepMs, points }: ResourceSeries): ResourceColumns {
  const known = figures.filter((figure) => points.some((point) => point[figure] !== undefined));
  const columns = known.map((figure): [Figure, Column] => [
    figure,
    points.map((point) => point[figure] ?? null),
  ]);
  const ageMs = points.map((point) => point.ageMs);
  return { startedAt: startedAt.toISOString(), stepMs, ageMs, ...Object.fromEntries(columns) };
}

/** Undefined: it is none. What comes from elsewhere is looked at closely: one bad number would spoil every plot. */
export function seriesOf(value: unknown): ResourceSeries | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { startedAt, stepMs, ageMs, ...columns } = value as Partial<ResourceColumns>;
  const beganAt = new Date(typeof startedAt === 'string' ? startedAt : Number.NaN);
  if (!isStep(stepMs) || !isColumn(ageMs) || !isInstant(beganAt.getTime())) return undefined;
  const known = figures.filter((figure) => columns[figure] !== undefined);
  if (known.some((figure) => !isColumn(columns[figure], ageMs.length))) return undefined;
  const points: ResourcePoint[] = [];
  for (const [index, age] of ageMs.entries()) {
    if (age === null || !isInstant(beganAt.getTime() + age)) return undefined;
    const told = known.flatMap((figure): [Figure, number][] => {
      const each = columns[figure]![index];
      return each === null || each === undefined ? [] : [[figure, each]];
    });
    points.push({ ageMs: age, ...Object.fromEntries(told) });
  }
  return { startedAt: beganAt, stepMs, points };
}

function isInstant(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime());
}

function isStep(value: unknown): value is number {
  return (
    Number.isSafeInteger(value) &&
    Math.log2((value as number) / firstStepMs) % 1 === 0 &&
    (value as number) >= firstStepMs
  );
}

function isColumn(value: unknown, length?: number): value is Column {
  if (!Array.isArray(value) || value.length > mostResourcePoints) return false;
  const isFigure = (each: unknown) => each === null || (Number.isSafeInteger(each) && (each as number) >= 0);
  return value.every(isFigure) && (length === undefined || value.length === length);
}
