import { mostCounted } from './run-snapshot.js';

/** A place in a queue, in words; empty when it is not known. */
export function explainPlace(ahead: number | undefined): string {
  if (ahead === undefined) return '';
  return `; ${ahead >= mostCounted ? `${mostCounted} or more` : ahead} run(s) wait before it`;
}
