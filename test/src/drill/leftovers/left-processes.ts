import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { processesNaming } from '../../services/private-processes.js';
import { variablesOf } from '../kinds/children.js';
import type { Leftover, Phase } from './leftover.js';
import { markOf, type Premises } from './premises.js';
import { parentOf, processesHolding } from './processes-holding.js';

/** Processes of attempts and of containers; once all has been stopped, also those of the platform itself. */
export function leftProcesses(premises: Premises, phase: Phase): Leftover[] {
  const { engine } = premises;
  const marks = [markOf(premises), ...(engine === undefined ? [] : [basename(engine.folder)])];
  const pids = marks.flatMap((mark) => [...processesNaming(mark), ...processesHolding(mark)]);
  const isExpected = (pid: number) => phase === 'at rest' && isOfPlatform(pid);
  const left = [...new Set(pids)].filter((pid) => !isEngine(pid) && !isExpected(pid));
  return left.map((pid) => ({ what: 'process', name: describe(pid) }));
}

/**
 * The programs of the platform are told their id; attempts do not inherit it, and say whose they are. What a worker keeps ready for
 * attempts says nothing yet: it is a child of that worker.
 */
function isOfPlatform(pid: number): boolean {
  const isTold = (each: number) => variablesOf(each).has('ORRERY_NODE_ID');
  return isTold(pid) || (!variablesOf(pid).has('ORRERY_ATTEMPT_ID') && isTold(parentOf(pid)));
}

/** It is there as long as the drill. */
function isEngine(pid: number): boolean {
  return argumentsOf(pid).join(' ').includes(' system service ');
}

function describe(pid: number): string {
  const variables = variablesOf(pid);
  const known = ['DRILL_KIND', 'DRILL_CHILD', 'ORRERY_ATTEMPT_ID', 'ORRERY_WORKER_ID', 'ORRERY_NODE_ID'];
  const told = known.flatMap((name) => (variables.has(name) ? [`${name}=${variables.get(name)}`] : []));
  return [`${pid} (${argumentsOf(pid).slice(0, 4).join(' ')})`, ...told].join(' ');
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // it has ended meanwhile
  }
}
