import type { Row } from './session.js';

const INSTANT_NAME = /_(?:at|until)$/;

/** Turns the text of the columns named `…_at` and `…_until` into Dates, in place. */
export function readInstants(rows: Row[]): void {
  const first = rows[0];
  if (!first) return;
  const names = Object.keys(first).filter((name) => INSTANT_NAME.test(name));
  for (const name of names) {
    for (const row of rows) {
      const value = row[name];
      if (typeof value === 'string') row[name] = instantOf(value);
    }
  }
}

/** The instant as SQLite stores it: 'YYYY-MM-DD HH:MM:SS.mmm' in UTC. */
export function instantText(instant: Date): string {
  return instant.toISOString().replace('T', ' ').slice(0, 23);
}

function instantOf(text: string): Date {
  const instant = new Date(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(instant.getTime()))
    throw new Error(`"${text}" is no instant in the form YYYY-MM-DD HH:MM:SS.mmm`);
  return instant;
}
