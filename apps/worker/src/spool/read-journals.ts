import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, type Logger } from '@orrery/runtime';
import type { SpoolEntry } from './spool-entry.js';
import { SpoolState } from './spool-state.js';

const JOURNAL = /^(\d{8})\.journal$/;

export interface FoundJournals {
  readonly state: SpoolState;
  readonly names: readonly string[];
  /** Number for the next journal. */
  readonly next: number;
}

export function journalName(number: number): string {
  return `${String(number).padStart(8, '0')}.journal`;
}

/** Reads what a former life left in the spool. A line that is torn (the machine died while it was written) is passed over. */
export async function readJournals(directory: string, logger: Logger): Promise<FoundJournals> {
  const names = (await readdir(directory)).filter((name) => JOURNAL.test(name)).sort();
  const state = new SpoolState();
  for (const name of names) {
    const lines = (await readFile(join(directory, name), 'utf8')).split('\n');
    for (const line of lines) if (line !== '') applyLine(state, line, name, logger);
  }
  return { state, names, next: Number(names.at(-1)?.slice(0, 8) ?? 0) + 1 };
}

function applyLine(state: SpoolState, line: string, name: string, logger: Logger): void {
  try {
    state.apply(JSON.parse(line) as SpoolEntry);
  } catch (error) {
    logger.warn(
      { journal: name, bytes: line.length, reason: messageOf(error) },
      'torn line in the spool passed over',
    );
  }
}
