import type { PlannedFault } from '../faults/fault-plan.js';
import type { StruckFault } from '../faults/struck-fault.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Violation } from '../ledger/violation.js';
import { isQuiet } from '../meters/quiet.js';
import type { PhasedLeftover } from '../leftovers/leftover.js';
import { summarise, type Summary } from '../meters/percentiles.js';
import type { Lateness } from '../meters/lateness.js';
import type { Measure } from '../meters/measure.js';
import { kindNames, type KindName } from '../kinds/kind-names.js';
import { effectsOf, firesOf, kindsOf, runsOf, workflowsOf } from './tallies.js';

export interface DrillReport {
  readonly seed: number;
  readonly minutes: number;
  readonly at: string;
  readonly machine: string;
  readonly servers: string;
  readonly passed: boolean;
  readonly violations: readonly Violation[];
  readonly fires: Readonly<Record<string, number>>;
  readonly runs: Readonly<Record<string, number>>;
  readonly effects: Readonly<Record<string, number>>;
  readonly workflows: Readonly<Record<string, number>>;
  /** Of each kind of task: how its runs ended, and attempts that died with their worker. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Kinds that this machine cannot run. */
  readonly leftOut: readonly KindName[];
  /** What was still there in the end and should not have been. */
  readonly leftBehind: readonly string[];
  readonly lateness: Readonly<Record<string, Summary>>;
  readonly takeovers: readonly TakeoverLine[];
  readonly faults: readonly FaultLine[];
  readonly starts: Readonly<Record<string, number>>;
}

export interface TakeoverLine {
  readonly kind: string;
  readonly what: string;
  readonly count: number;
  readonly p50?: number;
  readonly max?: number;
  readonly limitMs?: number;
}

export interface FaultLine extends PlannedFault {
  readonly hit: string;
  readonly struckAtMs: number;
  readonly releasedAfterMs: number;
  readonly recoveredAfterMs: number;
  readonly count: number;
  readonly ran?: readonly KindName[];
}

export interface ReportInput {
  readonly seed: number;
  readonly minutes: number;
  readonly machine: string;
  readonly servers: string;
  readonly evidence: Evidence;
  readonly violations: readonly Violation[];
  readonly lateness: readonly Lateness[];
  readonly measures: readonly Measure[];
  readonly faults: readonly StruckFault[];
  readonly starts: ReadonlyMap<string, number>;
  readonly kinds: readonly KindName[];
  readonly leftovers: readonly PhasedLeftover[];
}

/** All figures of a drill. */
export function drillReport(input: ReportInput): DrillReport {
  const { seed, minutes, machine, servers, evidence, violations, lateness, measures, faults } = input;
  const { kinds, leftovers } = input;
  return {
    seed,
    minutes,
    at: new Date(evidence.load.window.fromMs).toISOString(),
    machine,
    servers,
    passed: violations.length === 0,
    violations,
    fires: firesOf(evidence),
    runs: runsOf(evidence),
    effects: effectsOf(evidence),
    workflows: workflowsOf(evidence),
    kinds: kindsOf(evidence, kinds),
    leftOut: kindNames.filter((kind) => !kinds.includes(kind)),
    leftBehind: leftovers.map(({ what, name, phase }) => `${what} ${name} (${phase})`),
    lateness: {
      ...latenessSummaries(lateness, faults),
      'trigger to accepted': summarise(evidence.triggered.map(({ acceptedAfterMs }) => acceptedAfterMs)),
    },
    takeovers: takeoversOf(measures),
    faults: faults.map((fault) => faultLine(fault, evidence.load.window.fromMs)),
    starts: Object.fromEntries([...input.starts].sort()),
  };
}

function latenessSummaries(
  lateness: readonly Lateness[],
  faults: readonly StruckFault[],
): Record<string, Summary> {
  const quiet = lateness.filter(({ plannedAt }) => isQuiet(plannedAt, faults));
  const of = (which: readonly Lateness[], what: 'dispatchMs' | 'startMs') =>
    summarise(which.flatMap((each) => each[what] ?? []));
  return {
    'to dispatch, all': of(lateness, 'dispatchMs'),
    'to start, all': of(lateness, 'startMs'),
    'to dispatch, quiet': of(quiet, 'dispatchMs'),
    'to start, quiet': of(quiet, 'startMs'),
  };
}

function takeoversOf(measures: readonly Measure[]): TakeoverLine[] {
  const groups = new Map<string, Measure[]>();
  for (const each of measures) {
    const name = `${each.fault.kind}: ${each.what}`;
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return [...groups.values()].map((group) => {
    const { fault, what, limitMs } = group[0]!;
    const { count, p50, max } = summarise(group.map(({ ms }) => ms));
    return { kind: fault.kind, what, count, p50, max, limitMs };
  });
}

function faultLine(fault: StruckFault, fromMs: number): FaultLine {
  const { atMs, kind, target, holdMs, hit, at, count, ran } = fault;
  const releasedAfterMs = fault.releasedAt - at;
  const recoveredAfterMs = fault.recoveredAt - at;
  return {
    atMs,
    kind,
    target,
    holdMs,
    hit,
    struckAtMs: at - fromMs,
    releasedAfterMs,
    recoveredAfterMs,
    count,
    ran,
  };
}
