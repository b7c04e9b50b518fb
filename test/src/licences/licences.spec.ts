import { describe, expect, it } from 'vitest';
import { isAllowed } from '@orrery/scripts/licences/expression.mjs';
import { forbiddenPackages } from '@orrery/scripts/licences/forbidden.mjs';

describe('a licence expression', () => {
  it.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0)', 'GPL-2.0 OR (MIT AND ISC)', 'MIT AND BSD-3-Clause'])(
    'lets %s pass',
    (expression) => expect(isAllowed(expression)).toBe(true),
  );

  it.each([
    'GPL-3.0',
    'MIT AND GPL-3.0',
    'MIT AND (GPL-3.0 OR AGPL-3.0)',
    '(MIT',
    'MIT WITH thing',
    '',
    'UNLICENSED',
  ])('refuses "%s"', (expression) => expect(isAllowed(expression)).toBe(false));
});

it('looks at what is shipped and names what is forbidden', () => {
  const packages = {
    '': { license: 'Apache-2.0' },
    'node_modules/@orrery/domain': { link: true },
    'node_modules/good': { license: 'ISC' },
    'node_modules/good/node_modules/bad': { license: 'GPL-3.0' },
    'node_modules/mystery': {},
    'node_modules/tool': { license: 'GPL-3.0', dev: true },
  };
  expect(forbiddenPackages({ packages }, '/nowhere')).toEqual({
    checked: 3,
    forbidden: [
      { path: 'node_modules/good/node_modules/bad', licence: 'GPL-3.0' },
      { path: 'node_modules/mystery', licence: undefined },
    ],
  });
});
