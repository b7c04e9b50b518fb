import { existsSync, readFileSync } from 'node:fs';
import { nodeKinds, triggerRules } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { exampleFiles } from '../installation/example-workflows.js';

const document = new URL('../../../docs/workflows.md', import.meta.url);
const text = readFileSync(document, 'utf8');
const files = exampleFiles();

describe('docs/workflows.md', () => {
  it('shows nothing but parts of the examples', () => {
    const blocks = [...text.matchAll(/^```yaml\n(.*?)\n```$/gms)].map(([, block]) => block!.split('\n'));
    const made = blocks.filter((block) => !files.some((file) => hasPart(file.text.split('\n'), block)));
    expect(made.map((block) => block.join('\n'))).toEqual([]);
    expect(blocks.length).toBeGreaterThan(10);
  });

  it('names every example, and nothing that is not there', () => {
    const targets = [...text.matchAll(/\]\((\.{0,2}[^):#]+)\)/g)].map(([, target]) => target!);
    expect(targets.filter((target) => !existsSync(new URL(target, document)))).toEqual([]);
    const unnamed = files.filter(
      ({ path }) => !path.startsWith('shapes/') && !targets.includes(`../examples/workflows/${path}`),
    );
    expect(unnamed.map(({ path }) => path)).toEqual([]);
  });

  it('has a row for every kind of node and every trigger rule', () => {
    const rows = new Set([...text.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name));
    expect([...nodeKinds, ...triggerRules].filter((name) => !rows.has(name))).toEqual([]);
  });
});

/** Whether the part stands in the whole line by line, indented or not. */
function hasPart(whole: readonly string[], part: readonly string[]): boolean {
  return whole.some((line, from) => {
    const indent = ' '.repeat(line.length - line.trimStart().length);
    return part.every((each, index) => whole[from + index] === (each === '' ? '' : `${indent}${each}`));
  });
}
