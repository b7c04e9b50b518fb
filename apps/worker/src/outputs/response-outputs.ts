import { setImmediate } from 'node:timers/promises';
import { OutputPath } from '@orrery/contracts';
import { resultFault } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import type { LimitedText } from '../executing/read-limited.js';
import { parseJson } from './parse-json.js';

type Paths = Readonly<Record<string, string>>;

/** The values by their names, or why there are none, as the rest of a sentence. */
export type ResponseOutputs =
  | { readonly kind: 'read'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'faulty'; readonly fault: string };

/** Takes the outputs that an `http` task names from the body of its response, which must be JSON, read to its end. */
export async function readResponseOutputs(
  { text, truncated }: LimitedText,
  paths: Paths,
  limitBytes: number,
): Promise<ResponseOutputs> {
  if (truncated) return faulty('the body is longer than what is read of it');
  const body = parseJson(text);
  if (body.kind === 'faulty') return faulty(`the body ${body.fault}`);
  try {
    const value = await valuesAt(paths, body.value);
    const fault = resultFault(value, limitBytes);
    return fault === undefined ? { kind: 'read', value } : faulty(`what they name ${fault}`);
  } catch (error) {
    return faulty(messageOf(error));
  }
}

/** A path through a large body takes a while; between two of them others have their turn. */
async function valuesAt(paths: Paths, document: unknown): Promise<Record<string, unknown>> {
  const values: [string, unknown][] = [];
  for (const [name, path] of Object.entries(paths)) {
    if (values.length > 0) await setImmediate();
    values.push([name, valueAt(path, document)]);
  }
  return Object.fromEntries(values);
}

function valueAt(text: string, document: unknown): unknown {
  const path = OutputPath.read(text);
  if (!(path instanceof OutputPath)) throw new Error(`the path "${text}" ${path.fault}`);
  return path.valueIn(document);
}

function faulty(fault: string): ResponseOutputs {
  return { kind: 'faulty', fault };
}
