import { longestCheckpointBytes, resultFault } from '@orrery/domain';
import type { LeftFile } from './left-file.js';
import { parseJson } from './parse-json.js';

/** What a program says in one of its files; a fault is the rest of a sentence about the file. */
export type ReadNote<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'faulty'; readonly fault: string };

export interface ToldProgress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly message: string | null;
}

/** A checkpoint: an object or a list of JSON of which nothing gets lost stands for its value, any other text for itself. */
export function readCheckpoint(left: LeftFile): ReadNote<unknown> {
  if (left.kind !== 'text') return left;
  const text = left.text.trim();
  if (text === '') return { kind: 'none' };
  const value = text.startsWith('{') || text.startsWith('[') ? losslessJson(left.text) : left.text;
  const fault = resultFault(value, longestCheckpointBytes);
  return fault === undefined ? { kind: 'read', value } : { kind: 'faulty', fault };
}

/** Numbers may be longer than they are kept, and of two fields of one name only one is: then the text stands for itself. */
function losslessJson(text: string): unknown {
  const parsed = parseJson(text);
  if (parsed.kind === 'faulty') return text;
  const withoutBlanks = text.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, '$1');
  return JSON.stringify(parsed.value) === withoutBlanks ? parsed.value : text;
}

/** Progress: `0.4` or `40%`, and a message behind it if there is one. */
export function readProgress(left: LeftFile): ReadNote<ToldProgress> {
  if (left.kind !== 'text') return left;
  const text = left.text.trim();
  if (text === '') return { kind: 'none' };
  const [, number, percent, message] = /^(\d+(?:\.\d+)?|\.\d+)(%?)(?:\s+(.*))?$/s.exec(text) ?? [];
  const fraction = Number(number) / (percent === '%' ? 100 : 1);
  if (!(fraction <= 1)) return { kind: 'faulty', fault: 'does not begin with a number like 0.4 or 40%' };
  return { kind: 'read', value: { fraction, message: message ?? null } };
}
