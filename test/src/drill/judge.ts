import { checkLedger } from './ledger/check-ledger.js';
import { checkMisfires } from './ledger/check-misfires.js';
import type { Evidence } from './ledger/evidence.js';
import type { Violation } from './ledger/violation.js';
import type { KindName } from './kinds/kind-names.js';
import type { PhasedLeftover } from './leftovers/leftover.js';
import type { LeaderSighting } from './meters/leader-watch.js';
import { latenessOf } from './meters/lateness.js';
import type { Measure } from './meters/measure.js';
import { measure } from './meters/takeover.js';
import type { WorkerSighting } from './meters/worker-watch.js';
import type { StruckFault } from './faults/struck-fault.js';
import { drillReport, type DrillReport } from './report/drill-report.js';

/** Everything that was seen of a drill. */
export interface Observed {
  readonly evidence: Evidence;
  readonly faults: readonly StruckFault[];
  readonly disagreements: readonly Violation[];
  readonly starts: ReadonlyMap<string, number>;
  readonly workers: readonly WorkerSighting[];
  readonly leaders: readonly LeaderSighting[];
  /** The kinds of tasks that took part. */
  readonly kinds: readonly KindName[];
  readonly leftovers: readonly PhasedLeftover[];
}

export interface Circumstances {
  readonly seed: number;
  readonly minutes: number;
  readonly machine: string;
  readonly servers: string;
}

/** What the drill comes to; reads nothing and does nothing. */
export function judge(observed: Observed, circumstances: Circumstances): DrillReport {
  const { evidence, faults, workers, leaders, starts, kinds, leftovers } = observed;
  const lateness = latenessOf(evidence);
  const measures = faults.flatMap((fault) => measure(fault, { evidence, lateness, workers, leaders }));
  const violations = violationsOf(observed, measures);
  const seen = { evidence, lateness, measures, faults, starts, kinds, leftovers };
  return drillReport({ ...circumstances, ...seen, violations });
}

function violationsOf(
  { evidence, faults, disagreements, kinds, leftovers }: Observed,
  measures: readonly Measure[],
): Violation[] {
  const exceeded = measures.filter(({ ms, limitMs }) => limitMs !== undefined && ms > limitMs);
  return [
    ...faults.flatMap(asUnready),
    ...faults.flatMap((fault) => asUnladen(fault, kinds)),
    ...checkLedger(evidence),
    ...checkMisfires(evidence, faults),
    ...disagreements,
    ...exceeded.map(asViolation),
    ...leftovers.map(asLeft),
  ];
}

function asViolation({ fault, what, ms, limitMs }: Measure): Violation {
  const when = new Date(fault.at).toISOString();
  return {
    invariant: 'limit exceeded',
    who: `${fault.kind} ${fault.hit} at ${when}`,
    what: `${what}: ${ms} > ${limitMs} ms`,
  };
}

function asUnready({ kind, hit, unready }: StruckFault): Violation[] {
  if (unready === undefined) return [];
  return [{ invariant: 'process that did not get ready again', who: `${kind} ${hit}`, what: unready }];
}

/** A worker is killed in vain where not every kind of task ran on it. */
function asUnladen({ kind, hit, ran }: StruckFault, kinds: readonly KindName[]): Violation[] {
  const lacking = ran === undefined ? [] : kinds.filter((each) => !ran.includes(each));
  if (lacking.length === 0) return [];
  const what = `without ${lacking.join(', ')}`;
  return [{ invariant: 'worker killed without a task of every kind', who: `${kind} ${hit}`, what }];
}

function asLeft({ what, name, phase }: PhasedLeftover): Violation {
  return { invariant: 'left behind', who: what, what: `${name} (${phase})` };
}
