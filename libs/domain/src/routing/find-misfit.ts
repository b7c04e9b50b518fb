import type { Requirements } from '../task/routing.js';

/** What a worker has, by its last heartbeat. */
export interface Equipment {
  readonly slots: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Idle share of its CPU, 0 to 1. */
  readonly freeCpu: number;
  readonly freeMemoryBytes: number;
  readonly freeDiskBytes: number;
}

/** Why a worker does not fit; `has` and `wants` are numbers where the nearest miss is worth telling. */
export type Misfit =
  | { readonly kind: 'label'; readonly label: string }
  /** Its breaker is open, or it failed a moment ago. */
  | { readonly kind: 'resting' }
  | {
      readonly kind: 'slots' | 'cpu' | 'memory' | 'disk';
      readonly has: number;
      readonly wants: number;
    };

/** The first thing the worker lacks for a run of this weight; undefined when it fits. */
export function findMisfit(worker: Equipment, requires: Requirements, weight: number): Misfit | undefined {
  for (const [name, value] of Object.entries(requires.labels)) {
    if (worker.labels[name] !== value) return { kind: 'label', label: `${name}=${value}` };
  }
  const needs = [
    { kind: 'slots', has: worker.slots, wants: weight },
    { kind: 'cpu', has: worker.freeCpu, wants: requires.minFreeCpu },
    { kind: 'memory', has: worker.freeMemoryBytes, wants: requires.minFreeMemoryBytes },
    { kind: 'disk', has: worker.freeDiskBytes, wants: requires.minFreeDiskBytes },
  ] as const;
  return needs.find(({ has, wants }) => has < wants);
}

/** Why none fits, in a sentence; of amounts, what the best of them has. */
export function describeMisfits(misfits: readonly Misfit[], group: string): string {
  if (misfits.length === 0) return `no worker of group ${group} takes work`;
  const texts = new Set<string>();
  for (const kind of ['label', 'resting', 'slots', 'cpu', 'memory', 'disk'] as const) {
    const alike = misfits.filter((misfit) => misfit.kind === kind);
    if (alike.length > 0) texts.add(`${alike.length} ${describe(alike)}`);
  }
  return `of ${misfits.length} worker(s) of group ${group} none fits: ${[...texts].join('; ')}`;
}

function describe(alike: readonly Misfit[]): string {
  const [first] = alike;
  if (first!.kind === 'resting') return 'rest(s) after failures';
  if (first!.kind === 'label') {
    const labels = alike.flatMap((misfit) => (misfit.kind === 'label' ? [misfit.label] : []));
    return `lack(s) the label ${[...new Set(labels)].sort().join(' or ')}`;
  }
  const amounts = alike.flatMap((misfit) => ('has' in misfit ? [misfit] : []));
  const most = Math.max(...amounts.map(({ has }) => has));
  return `too small in ${names[first!.kind]}: the best has ${most}, the task wants ${first!.wants}`;
}

const names = {
  slots: 'slots',
  cpu: 'free CPU (share)',
  memory: 'free memory (bytes)',
  disk: 'free disk (bytes)',
};
