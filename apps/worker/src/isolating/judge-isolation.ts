import {
  defaultIsolation,
  isolatesAtLeast,
  type Isolation,
  type IsolationLevel,
  type ResourceLimits,
} from '@orrery/domain';
import type { IsolationConfig } from './isolation-config.js';
import { levelsOf, type Machine } from './machine.js';

/** How an attempt is going to be isolated. */
export interface IsolationPlan {
  readonly level: Exclude<IsolationLevel, 'container'>;
  /** `host`, `none`, or a network namespace. */
  readonly network: string;
  /** 0: no limit. */
  readonly limits: ResourceLimits;
  /** The level that was asked for, where this worker demands more. */
  readonly raisedFrom?: IsolationLevel;
  /** What was asked for or is usual and cannot be had, one sentence each. */
  readonly degraded: readonly string[];
}

export type IsolationVerdict =
  | { readonly kind: 'run'; readonly plan: IsolationPlan }
  | { readonly kind: 'refuse'; readonly message: string };

export type IsolationRules = Pick<
  IsolationConfig,
  'isolationFloor' | 'taskNetworks' | 'taskMemoryBytes' | 'taskPids' | 'taskCpuPercent' | 'taskDiskBytes'
>;

type Given = Pick<Machine, 'isLinux' | 'isRoot' | 'hasSandbox' | 'tools' | 'missing'> & {
  readonly cgroups?: Pick<NonNullable<Machine['cgroups']>, 'controls'>;
};

/** Something cannot be had; `isAsked`: the task itself wants it, so that its `fallback` decides. */
interface Lack {
  readonly what: string;
  readonly isAsked: boolean;
}

/** Decides how an attempt is isolated, by what its task asks for, what the worker demands, and what the machine gives. */
export function judgeIsolation(
  asked: Isolation = defaultIsolation,
  rules: IsolationRules,
  machine: Given,
): IsolationVerdict {
  const wanted = isolatesAtLeast(asked.level, rules.isolationFloor) ? asked.level : rules.isolationFloor;
  const { level, lacks: ofLevel } = levelFor(wanted, machine);
  if (!isolatesAtLeast(level, rules.isolationFloor) && rules.isolationFloor !== 'process') {
    return { kind: 'refuse', message: `this worker demands ${rules.isolationFloor}; ${textOf(ofLevel)}` };
  }
  const network = networkFor(asked.network, level, rules, machine);
  const { limits, lacks: ofLimits } = limitsFor(asked.limits, level, rules, machine);
  const lacks = [...ofLevel, ...network.lacks, ...ofLimits];
  const decisive = lacks.filter(({ isAsked }) => isAsked);
  if (decisive.length > 0 && asked.fallback === 'refuse')
    return { kind: 'refuse', message: textOf(decisive) };
  const degraded = lacks.map(({ what }) => what);
  const raised = wanted === asked.level || level === asked.level ? {} : { raisedFrom: asked.level };
  return { kind: 'run', plan: { level, ...raised, network: network.name, limits, degraded } };
}

function levelFor(
  wanted: IsolationLevel,
  machine: Given,
): { level: IsolationPlan['level']; lacks: readonly Lack[] } {
  const best = (['sandbox', 'process', 'none'] as const).find((level) => {
    return isolatesAtLeast(wanted, level) && levelsOf(machine).includes(level);
  })!;
  // Level `process` is what everybody has: where the system knows nothing of it, tasks run all the same.
  const isAsked = wanted !== 'process';
  const lacks = best === wanted ? [] : [lack(isAsked, `there is no level ${wanted} on this worker`)];
  if (best === 'none' || machine.isRoot) return { level: best, lacks };
  const noUser = best === 'process' ? [lack(false, 'no user id of its own: the worker is not root')] : [];
  return { level: best, lacks: [...lacks, ...noUser] };
}

function networkFor(
  name: string,
  level: IsolationPlan['level'],
  { taskNetworks }: IsolationRules,
  { isRoot, tools }: Given,
): { name: string; lacks: readonly Lack[] } {
  if (name === 'host') return { name, lacks: [] };
  if (name === 'none') {
    if (level === 'sandbox' || (level === 'process' && isRoot && tools.unshare)) return { name, lacks: [] };
    return {
      name: 'host',
      lacks: [lack(true, 'the network cannot be taken away: that needs root or the sandbox')],
    };
  }
  if (level !== 'none' && isRoot && tools.nsenter && taskNetworks.includes(name)) return { name, lacks: [] };
  const why = taskNetworks.includes(name)
    ? 'to enter it needs root'
    : 'ORRERY_TASK_NETWORKS does not name it';
  return { name: 'host', lacks: [lack(true, `no network "${name}": ${why}`)] };
}

function limitsFor(
  asked: ResourceLimits,
  level: IsolationPlan['level'],
  rules: IsolationRules,
  { cgroups, isRoot }: Given,
): { limits: ResourceLimits; lacks: readonly Lack[] } {
  const isThere = (control: 'cpu' | 'memory' | 'pids') =>
    level !== 'none' && (cgroups?.controls.has(control) ?? false);
  const kinds = [
    ['memoryBytes', 'memory', rules.taskMemoryBytes, isThere('memory')],
    ['pids', 'processes', rules.taskPids, isThere('pids') || (level !== 'none' && isRoot)],
    ['cpu', 'cpu', rules.taskCpuPercent / 100, isThere('cpu')],
    ['diskBytes', 'disk', rules.taskDiskBytes, level !== 'none'],
  ] as const;
  const lacks: Lack[] = [];
  const limits = { ...asked };
  for (const [field, name, most, isKept] of kinds) {
    const { [field]: wish } = asked;
    const isCut = most > 0 && wish > most;
    limits[field] = isKept ? (isCut ? most : wish || most) : 0;
    if (isKept && isCut)
      lacks.push(lack(false, `no more ${name} than ${most}, which is what this worker allows`));
    const isUsual = level !== 'none' && most > 0;
    if (!isKept && (wish > 0 || isUsual)) lacks.push(lack(wish > 0, `no limit of ${name} can be kept here`));
  }
  return { limits, lacks };
}

function lack(isAsked: boolean, what: string): Lack {
  return { what, isAsked };
}

function textOf(lacks: readonly Lack[]): string {
  return lacks.map(({ what }) => what).join('; ');
}
