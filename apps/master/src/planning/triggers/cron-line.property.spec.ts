import { gapPolicies, overlapPolicies, type DstPolicy } from '@orrery/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronSpecimens, oneTime, type CronSpecimen } from '../../testing/cron-specimen.js';
import { firesByBruteForce, wallMs } from '../../testing/dst-oracle.js';
import { CronLine } from './cron-line.js';
import { ZoneTransitions, type Transition } from './zone-transitions.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const fromMs = Date.UTC(2024, 0, 1);
const untilMs = Date.UTC(2044, 0, 1);
const zones = Intl.supportedValuesOf('timeZone');
/** The same cases in every run, so that a failure is no accident of the day. */
const seed = 20_261_122;
const seconds = 60_000;

function fires(line: CronLine, sinceMs: number, endMs: number): number[] {
  const found: number[] = [];
  let next = line.next(new Date(sinceMs - 1));
  while (next && next.getTime() < endMs) {
    found.push(next.getTime());
    next = line.next(next);
  }
  return found;
}

/** A line that never fires is refused; its specimen says nothing here. */
function lineOf(specimen: CronSpecimen, zone: string, dst: DstPolicy | null): CronLine | undefined {
  try {
    return new CronLine(specimen.text, zone, dst);
  } catch (error) {
    expect(String(error)).toContain('ever comes');
    return undefined;
  }
}

function changesOf(zone: string): Transition[] {
  const found: Transition[] = [];
  const transitions = ZoneTransitions.of(zone);
  let change = transitions.nextChange(fromMs, untilMs);
  while (change) {
    found.push(change);
    change = transitions.nextChange(change.atMs, untilMs);
  }
  return found;
}

const daysOfTwentyYears = Array.from(
  { length: (untilMs - fromMs) / dayMs },
  (_, n) => new Date(fromMs + n * dayMs),
);
const policies = fc.record({
  gap: fc.constantFrom(...gapPolicies),
  overlap: fc.constantFrom(...overlapPolicies),
});

describe('CronLine over 20 years', () => {
  it('fires each day that matches once, in every zone', { timeout: seconds }, () => {
    const specimens = fc.sample(cronSpecimens(oneTime), { numRuns: 40, seed }).map((specimen) => ({
      specimen,
      days: daysOfTwentyYears.filter((date) =>
        specimen.matchesDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()),
      ).length,
    }));
    for (const [n, zone] of zones.entries()) {
      const { specimen, days } = specimens[n % specimens.length]!;
      const line = lineOf(specimen, zone, null);
      if (!line) continue;
      const found = fires(line, fromMs - dayMs, untilMs + dayMs);
      expect(
        found.every((atMs, index) => index === 0 || atMs > found[index - 1]!),
        zone,
      ).toBe(true);
      const walls = found.map((atMs) => atMs + line.zone.offsetMs(atMs));
      const within = walls.filter((wall) => wall >= fromMs && wall < untilMs);
      expect(within.length, `${specimen.text} in ${zone}`).toBe(days);
    }
  });

  it('agrees with brute force around clock changes, for every zone and policy', { timeout: seconds }, () => {
    const changing = zones
      .map((zone) => [zone, changesOf(zone)] as const)
      .filter(([, changes]) => changes.length > 0);
    expect(changing.length).toBeGreaterThan(100);
    for (const [n, [zone, changes]] of changing.entries()) {
      const samples = fc.sample(fc.tuple(cronSpecimens(), policies, fc.nat(changes.length - 1)), {
        numRuns: 3,
        seed: seed + n,
      });
      for (const [specimen, dst, index] of samples) {
        expectBruteForce(specimen, dst, zone, changes[index]!.atMs, 5 * hourMs);
      }
    }
  });

  it('agrees with brute force where a whole day is left out, or half an hour', { timeout: seconds }, () => {
    const samples = fc.sample(fc.tuple(cronSpecimens(), policies), { numRuns: 40, seed });
    for (const [specimen, dst] of samples) {
      expectBruteForce(specimen, dst, 'Pacific/Apia', Date.UTC(2011, 11, 30, 10), 50 * hourMs);
      expectBruteForce(specimen, dst, 'Australia/Lord_Howe', Date.UTC(2026, 9, 3, 15, 30), 4 * hourMs);
      expectBruteForce(specimen, dst, 'Australia/Lord_Howe', Date.UTC(2027, 3, 3, 15), 4 * hourMs);
    }
  });

  it('is the same from every instant between two fires', { timeout: seconds }, () => {
    const instants = fc.integer({ min: fromMs, max: untilMs });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const property = fc.property(
      fc.constantFrom(...zones),
      cronSpecimens(),
      fc.option(policies, { nil: null }),
      instants,
      share,
      (zone, specimen, dst, sinceMs, part) => {
        const line = lineOf(specimen, zone, dst);
        const first = line?.next(new Date(sinceMs));
        const second = first && line?.next(first);
        if (!line || !first || !second) return;
        expect(second.getTime()).toBeGreaterThan(first.getTime());
        const between = first.getTime() + Math.floor(part * (second.getTime() - first.getTime() - 1));
        expect(line.next(new Date(between))).toEqual(second);
      },
    );
    fc.assert(property, { numRuns: 500, seed });
  });
});

it('ZoneTransitions knows the offset of every zone at every time', () => {
  const minutes = fc
    .integer({ min: fromMs / 60_000, max: untilMs / 60_000 })
    .map((minute) => minute * 60_000);
  const property = fc.property(fc.constantFrom(...zones), minutes, (zone, atMs) => {
    expect(atMs + ZoneTransitions.of(zone).offsetMs(atMs)).toBe(wallMs(zone, atMs));
  });
  fc.assert(property, { numRuns: 2_000, seed });
});

/** Compares the fires near a clock change; the change is far enough from the edges of what is looked at. */
function expectBruteForce(
  specimen: CronSpecimen,
  dst: DstPolicy,
  zone: string,
  atMs: number,
  aroundMs: number,
): void {
  const line = lineOf(specimen, zone, dst);
  if (!line) return;
  const [sinceMs, endMs] = [atMs - aroundMs, atMs + aroundMs];
  const found = firesByBruteForce(specimen, dst, zone, sinceMs - aroundMs, endMs + aroundMs);
  const expected = found.filter((each) => each >= sinceMs && each < endMs);
  const told = `${specimen.text} ${dst.gap}/${dst.overlap} in ${zone} at ${new Date(atMs).toISOString()}`;
  expect(fires(line, sinceMs, endMs), told).toEqual(expected);
}
