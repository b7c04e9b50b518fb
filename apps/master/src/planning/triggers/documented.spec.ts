import { readFileSync } from 'node:fs';
import type { DstPolicy } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { CronLine } from './cron-line.js';

const page = readFileSync(new URL('../../../../../docs/cron.md', import.meta.url), 'utf8');

/** The rows of a table under a heading or sentence, cell by cell, without the head. */
function tableAfter(start: string): string[][] {
  const lines = page.slice(page.indexOf(start)).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const rows = lines.slice(first + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map(cells);
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function expressionsOf(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
}

function firesBetween(line: CronLine, from: string, to: string): Date[] {
  const found: Date[] = [];
  let next = line.next(new Date(Date.parse(from) - 1));
  while (next && next < new Date(to)) {
    found.push(next);
    next = line.next(next);
  }
  return found;
}

describe('the page about cron', () => {
  const examples = tableAfter('## Examples').flatMap(([cell, , fires]) =>
    expressionsOf(cell!).map((expression) => [expression, fires!] as const),
  );

  it.each(examples)('tells when %s fires: %s', (expression, fires) => {
    const line = new CronLine(expression, 'UTC');
    let after: Date | undefined = new Date('2026-01-01T00:00:00Z');
    for (const expected of fires.split(', ')) {
      after = line.next(after);
      expect(after?.toISOString()).toBe(`${expected.replace(' ', 'T')}.000Z`);
      if (!after) return;
    }
  });

  it.each(tableAfter('## Refused').flatMap(([cell]) => expressionsOf(cell!)))(
    '%s is refused',
    (expression) => {
      expect(() => new CronLine(expression, 'UTC')).toThrowError(/expression/);
    },
  );

  it.each(tableAfter('Europe/Berlin, **2026-03-29**'))('tells what a gap does to %s', (cell, ...told) => {
    const policies = [null, 'skip', 'shift', 'fireOnce'].map((gap) => {
      return gap === null ? null : ({ gap, overlap: 'both' } as DstPolicy);
    });
    const found = policies.map((dst) => {
      const line = new CronLine(expressionsOf(cell)[0]!, 'Europe/Berlin', dst);
      const fires = firesBetween(line, '2026-03-28T23:00:00Z', '2026-03-29T03:00:00Z');
      return fires.map((at) => localTime(line, at)).join(', ') || 'none';
    });
    expect(found).toEqual(told);
  });

  it.each(tableAfter('Europe/Berlin, **2026-10-25**'))(
    'tells what an overlap does to %s',
    (cell, ...told) => {
      const policies = [null, 'first', 'second', 'both'].map((overlap) => {
        return overlap === null ? null : ({ gap: 'skip', overlap } as DstPolicy);
      });
      const found = policies.map((dst) => {
        const line = new CronLine(expressionsOf(cell)[0]!, 'Europe/Berlin', dst);
        const fires = firesBetween(line, '2026-10-24T22:00:00Z', '2026-10-25T03:00:00Z');
        const offset = (at: Date) => (at < new Date('2026-10-25T01:00:00Z') ? '+02:00' : '+01:00');
        return fires.map((at) => `${localTime(line, at)}${offset(at)}`).join(', ');
      });
      expect(found).toEqual(told);
    },
  );
});

function localTime(line: CronLine, at: Date): string {
  return new Date(at.getTime() + line.zone.offsetMs(at.getTime())).toISOString().slice(11, 16);
}
