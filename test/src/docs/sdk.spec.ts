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

  it('packs the worker and all of ours that it needs', () => {
    const needed = new Set<string>();
    const add = (folder: string) => {
      if (needed.has(folder)) return;
      needed.add(folder);
      const path = new URL(`../../../${folder}/package.json`, import.meta.url);
      const { dependencies } = JSON.parse(readFileSync(path, 'utf8')) as { dependencies?: object };
      for (const name of Object.keys(dependencies ?? {})) {
        if (name.startsWith('@orrery/')) add(name.replace('@orrery/', 'libs/'));
      }
    };
    add('apps/worker');
    const packed = [...text.matchAll(/--workspace (\S+)/g)].map(([, folder]) => folder!);
    expect(packed.sort()).toEqual([...needed].sort());
  });

  it('leads nowhere that is not there', () => {
    const targets = [...text.matchAll(/\]\((\.{0,2}[^):#]+)\)/g)].map(([, target]) => target!);
    expect(targets.filter((target) => !existsSync(new URL(target, document)))).toEqual([]);
  });
});
