import { existsSync, readFileSync } from 'node:fs';
import { nodeKinds, triggerRules } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { exampleFiles } from '../installation/example-workflows.js';
import { hasPart } from './has-part.js';

const document = new URL('../../../docs/workflows.md', import.meta.url);
const text = readFileSync(document, 'utf8');
const files = exampleFiles();

describe('docs/workflows.md', () => {
  it('shows nothing but parts of the examples', () => {
    expect(madeUp(text)).toEqual([]);
    expect(yamlOf(text).length).toBeGreaterThan(10);
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

describe('docs/secrets.md', () => {
  it('shows nothing but parts of the examples', () => {
    const guide = readFileSync(new URL('secrets.md', document), 'utf8');
    expect(madeUp(guide)).toEqual([]);
    expect(yamlOf(guide)).toHaveLength(1);
  });
});

function yamlOf(guide: string): string[] {
  return [...guide.matchAll(/^```yaml\n(.*?)\n```$/gms)].map(([, block]) => block!);
}

/** Blocks of YAML that are in no example. */
function madeUp(guide: string): string[] {
  const isPart = (block: string) => files.some((file) => hasPart(file.text.split('\n'), block.split('\n')));
  return yamlOf(guide).filter((block) => !isPart(block));
}
