import { describe, expect, it } from 'vitest';
import { secretsNamedIn, withSecrets } from './secret-reference.js';

describe('references to secrets', () => {
  const body = { token: '${secrets.A}', list: ['x${secrets.B}y${secrets.A}', 3, null], '${secrets.A}': true };

  it('are found in texts, at any depth', () => {
    expect(secretsNamedIn(body)).toEqual(['A', 'B', 'A']);
    expect(secretsNamedIn(['$secrets.A', '${params.A}', '{secrets.A}', 7])).toEqual([]);
  });

  it('give way to the secrets, whatever these hold', () => {
    expect(withSecrets(body, { A: '$& $1 ${secrets.B}', B: '"\n' })).toEqual({
      token: '$& $1 ${secrets.B}',
      list: ['x"\ny$& $1 ${secrets.B}', 3, null],
      '${secrets.A}': true,
    });
    expect(withSecrets('a=${secrets.A}', { A: 'ü /' }, encodeURIComponent)).toBe('a=%C3%BC%20%2F');
  });

  it('stay when there is no such secret, also by the names of what every object has', () => {
    expect(withSecrets('${secrets.toString} ${secrets.A}', {})).toBe('${secrets.toString} ${secrets.A}');
  });
});
