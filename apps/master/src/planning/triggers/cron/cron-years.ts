import { fieldRefusal, type CronField } from './cron-refusal.js';

export const firstYear = 1970;
export const lastYear = 2099;

/** The years of a year field, ascending. cron-parser knows no years. */
export function yearsOf(field: CronField): number[] {
  const years = new Set<number>();
  for (const item of field.text.split(',')) for (const year of yearsOfItem(field, item)) years.add(year);
  return [...years].sort((a, b) => a - b);
}

function yearsOfItem(field: CronField, item: string): number[] {
  const match = /^(?:\*|(\d{4})(?:-(\d{4}))?)(?:\/([1-9]\d*))?$/.exec(item);
  if (!match) throw fieldRefusal(field, 'must be years like 2027, 2027-2030 or 2027/2');
  const [, from, to, step] = match;
  const first = Number(from ?? firstYear);
  const last = to ? Number(to) : from && !step ? first : lastYear;
  if (first < firstYear || last > lastYear) {
    throw fieldRefusal(field, `years go from ${firstYear} to ${lastYear}`);
  }
  if (first > last) throw fieldRefusal(field, `the range ${from}-${to} goes backwards`);
  const years: number[] = [];
  for (let year = first; year <= last; year += Number(step ?? 1)) years.push(year);
  return years;
}
