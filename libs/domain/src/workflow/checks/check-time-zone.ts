import type { FieldError } from '../../errors.js';

export function checkTimeZone(timeZone: string): FieldError[] {
  if (isTimeZone(timeZone)) return [];
  return [{ pointer: '/timeZone', detail: `"${timeZone}" is no IANA time zone` }];
}

function isTimeZone(timeZone: string): boolean {
  try {
    // Offsets such as "+02:00" are no zones: they know no clock changes.
    return /^[A-Za-z]/.test(timeZone) && new Intl.DateTimeFormat('en-US', { timeZone }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
