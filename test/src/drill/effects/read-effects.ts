import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the attempts of one run left outside the platform, as the tokens of the attempts that did it. */
export interface RunEffects {
  readonly accepted: readonly number[];
  readonly stale: readonly number[];
  readonly repeatsAvoided: readonly number[];
}

export const noEffects: RunEffects = { accepted: [], stale: [], repeatsAvoided: [] };

/** All effects, by run. */
export function readEffects(directory: string): Map<string, RunEffects> {
  const files = readdirSync(directory);
  return new Map(files.map((runId) => [runId, parseEffects(readFileSync(join(directory, runId), 'utf8'))]));
}

export function parseEffects(text: string): RunEffects {
  const lines = text.split('\n').map((line) => line.split(' '));
  const tokens = (kind: string) => lines.filter(([of]) => of === kind).map(([, token]) => Number(token));
  return { accepted: tokens('E'), stale: tokens('S'), repeatsAvoided: tokens('D') };
}
