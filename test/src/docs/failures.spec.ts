import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const document = new URL('../../../docs/failures.md', import.meta.url);

it('every test that docs/failures.md names is there', () => {
  const named = [...readFileSync(document, 'utf8').matchAll(/\]\((\S+(?:spec|suite)\.ts)\): "([^"]+)"/g)];
  const missing = named.filter(([, path, title]) => {
    return !readFileSync(new URL(path!, document), 'utf8').includes(title!);
  });
  expect(missing.map(([line]) => line)).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});
