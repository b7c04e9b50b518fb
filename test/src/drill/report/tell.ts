import type { Summary } from '../meters/percentiles.js';
import type { DrillReport } from './drill-report.js';

const MOST_VIOLATIONS = 40;

/** The report as a person reads it. */
export function tell(report: DrillReport): string {
  const { fires, runs, effects, workflows, lateness, takeovers, faults, starts, violations } = report;
  const { kinds, leftOut, leftBehind } = report;
  return [
    `Drill of ${report.minutes} min, seed ${report.seed}, at ${report.at}; ${report.servers}; ${report.machine}`,
    section(
      'Faults',
      faults.map(
        ({ kind, hit, struckAtMs, recoveredAfterMs, ran }) =>
          `${struckAtMs} ms ${kind} ${hit}: ready again after ${recoveredAfterMs} ms${ran === undefined ? '' : ` (${ran.join(', ')} ran)`}`,
      ),
    ),
    section('Fires', [counts(fires)]),
    section('Runs', [counts(runs)]),
    section('Effects', [counts(effects)]),
    section('Workflow runs', [counts(workflows)]),
    section('Runs by kind', [
      ...Object.entries(kinds).map(([kind, tally]) => `${kind}: ${counts(tally)}`),
      ...(leftOut.length === 0 ? [] : [`left out, as this machine cannot run them: ${leftOut.join(', ')}`]),
    ]),
    section('Left behind', leftBehind.length === 0 ? ['nothing'] : leftBehind),
    section(
      'Lateness (ms)',
      Object.entries(lateness).map(([name, summary]) => `${name}: ${summaryText(summary)}`),
    ),
    section(
      'Takeovers (ms)',
      takeovers.map(
        ({ kind, what, count, p50, max, limitMs }) =>
          `${kind}: ${what}: p50 ${p50}, max ${max}${limitMs === undefined ? '' : ` (limit ${limitMs})`}, of ${count}`,
      ),
    ),
    section('Starts of each process', [counts(starts)]),
    section(
      report.passed ? 'All invariants held.' : `BROKEN: ${violations.length}`,
      violations.slice(0, MOST_VIOLATIONS).map(({ invariant, who, what }) => `${invariant}: ${who}: ${what}`),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return [`\n${title}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function summaryText({ count, p50, p99, p999, max }: Summary): string {
  return `p50 ${p50}, p99 ${p99}, p999 ${p999}, max ${max}, of ${count}`;
}
