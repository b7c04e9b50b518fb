import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasPart } from './has-part.js';

const document = new URL('../../../docs/sdk.md', import.meta.url);
const text = readFileSync(document, 'utf8');

function sourcesOf(example: string): string[][] {
  const folder = new URL(`../../../examples/${example}/src/`, import.meta.url);
  return readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'));
}

describe('docs/sdk.md', () => {
  it('shows nothing but parts of the examples', () => {
    const sources = ['worker-service', 'nest-worker'].flatMap(sourcesOf);
    const blocks = [...text.matchAll(/^```ts\n(.*?)\n```$/gms)].map(([, block]) => block!.split('\n'));
    const made = blocks.filter((block) => !sources.some((source) => hasPart(source, block)));
    expect(made.map((block) => block.join('\n'))).toEqual([]);
    expect(blocks.length).toBeGreaterThan(5);
  });

  it('leads nowhere that is not there', () => {
    const targets = [...text.matchAll(/\]\((\.{0,2}[^):#]+)\)/g)].map(([, target]) => target!);
    expect(targets.filter((target) => !existsSync(new URL(target, document)))).toEqual([]);
  });
});
