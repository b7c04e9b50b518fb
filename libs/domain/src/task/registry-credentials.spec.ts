import { describe, expect, it } from 'vitest';
import { secretFaults } from '../secret/secret-faults.js';
import { registrySecrets, type RegistryCredentials } from './registry-credentials.js';
import type { PullPolicy } from './task.js';

const password = '${secrets.TOKEN}';

function faultsOf(registryCredentials?: RegistryCredentials, pullPolicy: PullPolicy = 'missing') {
  const spec = { image: 'registry.example.org/box', pullPolicy, registryCredentials, readOnlyRoot: true };
  return secretFaults({ kind: 'container', spec, secrets: { TOKEN: 'registry-token', WHO: 'robot' } });
}

describe('the login of a container task at a registry', () => {
  it.each(['ci', 'robot$pulls', 'me@example.org', '_json_key', '${secrets.WHO}'])(
    'is right with the username %s',
    (username) => expect(faultsOf({ username, password })).toEqual([]),
  );

  it('need not be', () => {
    expect([faultsOf(), faultsOf(undefined, 'never')]).toEqual([[], []]);
  });

  it.each(['x-${secrets.WHO}', '${secrets.WHO}${secrets.WHO}', '${secret.WHO}', '${ secrets.WHO }'])(
    'is refused with the username %s',
    (username) => {
      expect(faultsOf({ username, password })).toEqual([
        {
          pointer: '/spec/registryCredentials/username',
          detail: 'must be a name, or a secret of the task as a whole, written ${secrets.NAME}',
        },
      ]);
    },
  );

  it.each(['geheim', 'x${secrets.TOKEN}', '${secrets.TOKEN} ', ''])(
    'is refused with the password "%s"',
    (open) => {
      expect(faultsOf({ username: 'ci', password: open })).toEqual([
        {
          pointer: '/spec/registryCredentials/password',
          detail: 'must be a secret of the task, written ${secrets.NAME}',
        },
      ]);
    },
  );

  it('is refused by each secret that the task does not have', () => {
    expect(faultsOf({ username: '${secrets.A}', password: '${secrets.toString}' })).toEqual([
      {
        pointer: '/spec/registryCredentials/username',
        detail: 'speaks of the secret A, which /secrets does not have',
      },
      {
        pointer: '/spec/registryCredentials/password',
        detail: 'speaks of the secret toString, which /secrets does not have',
      },
    ]);
  });

  it('is refused where nothing is ever fetched', () => {
    expect(faultsOf({ username: 'ci', password }, 'never')).toEqual([
      {
        pointer: '/spec/registryCredentials',
        detail: 'is of no use: /spec/pullPolicy is "never", and so nobody asks a registry',
      },
    ]);
  });

  it('has secrets of its own', () => {
    expect(registrySecrets({})).toEqual([]);
    expect(registrySecrets({ registryCredentials: { username: 'WHO', password } })).toEqual(['TOKEN']);
    expect(registrySecrets({ registryCredentials: { username: '${secrets.WHO}', password } })).toEqual([
      'WHO',
      'TOKEN',
    ]);
  });
});
