import { readFileSync } from 'node:fs';
import { processesNaming } from '../../services/private-processes.js';
import type { KindName } from './kind-names.js';

/** Names in the environment of everything that the tasks start: whose it is, and what it is. */
export const MARK = 'DRILL_MARK';
const KIND = 'DRILL_KIND';
const CHILD = 'DRILL_CHILD';
const children = ['stubborn', 'daemon'] as const;

/** Longer than any drill. */
const LONG = 'sleep 86400';

/**
 * Shell text that starts a child which ignores TERM, and one that has left the session and lost its parent (a double fork).
 * Both outlive the command unless somebody ends them.
 */
export const startChildren = [
  `${CHILD}=stubborn sh -c 'trap "" TERM; exec ${LONG}' &`,
  `${CHILD}=daemon setsid sh -c 'sh -c "exec ${LONG}" & exit 0' </dev/null >/dev/null 2>&1 &`,
].join('\n');

/** What a task of the kind has in its environment. */
export function environmentOf(mark: string, kind: KindName): Readonly<Record<string, string>> {
  return { [MARK]: mark, [KIND]: kind };
}

/** Kinds of which all children live that were started on the worker. */
export function kindsWithChildren(mark: string, worker: string): ReadonlySet<string> {
  const environments = processesNaming(mark).map(variablesOf);
  const own = environments.filter((of) => of.get('ORRERY_WORKER_ID') === worker);
  const seen = new Set(own.map((of) => `${of.get(KIND)} ${of.get(CHILD)}`));
  const kinds = own.flatMap((of) => of.get(KIND) ?? []);
  return new Set(kinds.filter((kind) => children.every((child) => seen.has(`${kind} ${child}`))));
}

/** The environment of a process; empty when it is gone. */
export function variablesOf(pid: number): ReadonlyMap<string, string> {
  let text = '';
  try {
    text = readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // it has ended meanwhile
  }
  const entries = text.split('\0').map((entry) => entry.split('='));
  return new Map(entries.map(([name, ...value]) => [name!, value.join('=')]));
}
