const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const date = /^\d{4}-\d{2}-\d{2}$/;

/** An ISO 8601 instant that says its offset from UTC. */
export function isInstant(value: unknown): value is string {
  return typeof value === 'string' && instant.test(value) && isDay(value) && !Number.isNaN(Date.parse(value));
}

/** An ISO 8601 date. */
export function isDate(value: unknown): value is string {
  return typeof value === 'string' && date.test(value) && isDay(value);
}

/** `Date.parse` takes the 31st of a month that has 30 days for the 1st of the next. */
function isDay(text: string): boolean {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
}
