import { parseJson } from './parse-json.js';
import { readPairs } from './read-pairs.js';

/** What a task wrote for those after it: nothing, values, or what nobody can read. */
export type ReadOutputs =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly value: unknown }
  /** As the rest of a sentence about what was written. */
  | { readonly kind: 'faulty'; readonly fault: string };

/**
 * Reads the text of an output file: JSON when it begins with `{` or `[`, else lines `name=value` and, for values of several
 * lines, `name<<END`, the lines, and a line `END`. Values of lines are texts; of two of one name the later one counts.
 */
export function readOutputs(text: string): ReadOutputs {
  const trimmed = text.trimStart();
  if (trimmed === '') return { kind: 'none' };
  return trimmed.startsWith('{') || trimmed.startsWith('[') ? parseJson(text) : readPairs(text);
}
