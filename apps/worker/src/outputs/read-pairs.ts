import { isOutputName, outputNameHint } from '@orrery/contracts';
import type { ReadOutputs } from './read-outputs.js';

const pair = /^([^=<]*)(=|<<)(.*)$/s;

/** A line nobody can read. Its text stays out of the message: it may be a secret. */
class BadLine extends Error {}

/** Reads lines `name=value` and blocks `name<<END`; empty lines between them are passed over. */
export function readPairs(text: string): ReadOutputs {
  const lines = text.split(/\r?\n/);
  const values: [string, string][] = [];
  try {
    for (let index = 0; index < lines.length; index += 1) {
      if (lines[index]!.trim() === '') continue;
      const { name, sign, rest } = splitLine(lines, index);
      const end = sign === '<<' ? endOfBlock(lines, index, name, rest) : index;
      values.push([name, sign === '<<' ? lines.slice(index + 1, end).join('\n') : rest]);
      index = end;
    }
  } catch (error) {
    if (error instanceof BadLine) return { kind: 'faulty', fault: error.message };
    throw error;
  }
  return { kind: 'read', value: Object.fromEntries(values) };
}

function splitLine(lines: readonly string[], index: number): { name: string; sign: string; rest: string } {
  const parts = pair.exec(lines[index]!);
  if (parts === null) throw badLine(index, 'is neither name=value nor name<<END');
  const [, name = '', sign = '', rest = ''] = parts;
  if (!isOutputName(name)) throw badLine(index, `has a name that is not made of ${outputNameHint}`);
  if (sign === '<<' && rest === '')
    throw badLine(index, `must say after "${name}<<" which line ends the value`);
  return { name, sign, rest };
}

function endOfBlock(lines: readonly string[], start: number, name: string, delimiter: string): number {
  const end = lines.indexOf(delimiter, start + 1);
  if (end === -1) throw badLine(start, `begins the value of "${name}", and no line that ends it follows`);
  return end;
}

function badLine(index: number, what: string): BadLine {
  return new BadLine(`cannot be read: its line ${index + 1} ${what}`);
}
