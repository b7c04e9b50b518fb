import fc from 'fast-check';

/** A cron expression with what it means, said apart from any parser. */
export interface CronSpecimen {
  readonly text: string;
  readonly matchesTime: (hour: number, minute: number, second: number) => boolean;
  /** Month from 1, weekday from Sunday, 0. */
  readonly matchesDay: (year: number, month: number, day: number) => boolean;
}

interface Part {
  readonly text: string;
  readonly has: (value: number) => boolean;
}

interface DayPart {
  readonly text: string;
  readonly isFree: boolean;
  readonly has: (day: number, length: number, weekdayOf: (day: number) => number) => boolean;
}

const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

const star: Part = { text: '*', has: () => true };
const value = (min: number, max: number) => fc.integer({ min, max });

function numbers(min: number, max: number, names?: readonly string[]): fc.Arbitrary<Part> {
  const name = (each: number) => names?.[each - min] ?? String(each);
  const list = fc.uniqueArray(value(min, max), { minLength: 1, maxLength: 4 }).map((values): Part => {
    return { text: values.map(name).join(','), has: (each) => values.includes(each) };
  });
  const range = fc.tuple(value(min, max), value(min, max), value(1, 4)).map(([a, b, step]): Part => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const text = `${name(low)}-${name(high)}${step > 1 ? `/${step}` : ''}`;
    return { text, has: (each) => each >= low && each <= high && (each - low) % step === 0 };
  });
  const step = value(2, Math.min(max - min, 20)).map((by): Part => {
    return { text: `*/${by}`, has: (each) => (each - min) % by === 0 };
  });
  return fc.oneof(list, range, step);
}

function nearest(aimed: number, length: number, weekdayOf: (day: number) => number): number {
  const candidates = [0, -1, 1, -2, 2].map((by) => aimed + by);
  return candidates.find((day) => day >= 1 && day <= length && weekdayOf(day) % 6 !== 0)!;
}

const ofMonth: fc.Arbitrary<DayPart> = fc.oneof(
  numbers(1, 31).map(({ text, has }) => ({ text, isFree: text.startsWith('*'), has })),
  fc.constant<DayPart>({ text: 'L', isFree: false, has: (day, length) => day === length }),
  value(1, 27).map((n): DayPart => ({
    text: `L-${n}`,
    isFree: false,
    has: (day, length) => day === length - n,
  })),
  fc.constant<DayPart>({
    text: 'LW',
    isFree: false,
    has: (day, length, weekdayOf) => day === nearest(length, length, weekdayOf),
  }),
  value(1, 31).map((n): DayPart => {
    const has: DayPart['has'] = (day, length, weekdayOf) =>
      n <= length && day === nearest(n, length, weekdayOf);
    return { text: `${n}W`, isFree: false, has };
  }),
);

const ofWeek: fc.Arbitrary<DayPart> = fc.oneof(
  numbers(0, 6, weekdayNames).map(({ text, has }): DayPart => {
    return { text, isFree: text.startsWith('*'), has: (day, _, weekdayOf) => has(weekdayOf(day)) };
  }),
  value(0, 6).map((weekday): DayPart => {
    const has: DayPart['has'] = (day, length, weekdayOf) => weekdayOf(day) === weekday && day + 7 > length;
    return { text: `${weekdayNames[weekday]}L`, isFree: false, has };
  }),
  fc.tuple(value(0, 6), value(1, 5)).map(([weekday, nth]): DayPart => {
    const has: DayPart['has'] = (day, _, weekdayOf) =>
      weekdayOf(day) === weekday && Math.ceil(day / 7) === nth;
    return { text: `${weekday}#${nth}`, isFree: false, has };
  }),
);

const anyDay: fc.Arbitrary<DayPart> = fc.constantFrom('*', '?').map((text) => {
  return { text, isFree: true, has: () => true };
});

const days = fc.oneof(
  fc.tuple(anyDay, anyDay),
  fc.tuple(ofMonth, anyDay),
  fc.tuple(anyDay, ofWeek),
  fc.tuple(ofMonth, ofWeek),
);
const months = fc.oneof({ weight: 3, arbitrary: fc.constant(star) }, numbers(1, 12, monthNames));
const hours = fc.oneof({ weight: 2, arbitrary: fc.constant(star) }, numbers(0, 23));
const minutes = fc.oneof(
  { weight: 1, arbitrary: fc.constant(star) },
  { weight: 3, arbitrary: numbers(0, 59) },
);
const years = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, numbers(2024, 2044));

export interface SpecimenParts {
  readonly minutes?: fc.Arbitrary<Part>;
  readonly hours?: fc.Arbitrary<Part>;
}

/** One time a day at most. */
export const oneTime: SpecimenParts = { minutes: single(59), hours: single(23) };

function single(max: number): fc.Arbitrary<Part> {
  return value(0, max).map((only) => ({ text: String(only), has: (each) => each === only }));
}

/** Expressions of every kind of field; five fields, or seven where the year is named. Whole minutes. */
export function cronSpecimens(parts: SpecimenParts = {}): fc.Arbitrary<CronSpecimen> {
  return fc
    .tuple(parts.minutes ?? minutes, parts.hours ?? hours, days, months, years)
    .map(([minute, hour, [inMonth, inWeek], month, year]): CronSpecimen => {
      const line = [minute, hour, inMonth, month, inWeek].map(({ text }) => text).join(' ');
      const eitherCounts = !inMonth.isFree && !inWeek.isFree;
      return {
        text: year ? `0 ${line} ${year.text.replace(/^\*\/\d+$/, '*')}` : line,
        matchesTime: (h, m, s) => s === 0 && hour.has(h) && minute.has(m),
        matchesDay(y, mo, day) {
          const yearHas = !year || year.text.startsWith('*') || year.has(y);
          if (!yearHas || !month.has(mo)) return false;
          const length = new Date(Date.UTC(y, mo, 0)).getUTCDate();
          const weekdayOf = (each: number) => new Date(Date.UTC(y, mo - 1, each)).getUTCDay();
          const [a, b] = [inMonth.has(day, length, weekdayOf), inWeek.has(day, length, weekdayOf)];
          return eitherCounts ? a || b : a && b;
        },
      };
    });
}
