import { describe, expect, it } from 'vitest';
import { registryLogin, secretsInside } from './registry-login.js';

const registryCredentials = { username: 'ci', password: '${secrets.TOKEN}' };
const secrets = { TOKEN: 't0ken', WHO: 'robot', DB: 'db-password' };
const hub = 'https://index.docker.io/v1/';

describe('the login for an image', () => {
  it.each([
    ['registry.example.org/team/box:1', 'registry.example.org'],
    ['127.0.0.1:5000/box', '127.0.0.1:5000'],
    ['localhost/box:1', 'localhost'],
    ['[::1]:5000/box', '[::1]:5000'],
    ['alpine:3.20', hub],
    ['team/box@sha256:0123', hub],
    ['docker.io/library/alpine:3.20', hub],
    ['index.docker.io/team/box', hub],
  ])('%s is good for %s alone', (image, serveraddress) => {
    const login = { username: 'ci', password: 't0ken', serveraddress };
    expect(registryLogin({ image, registryCredentials }, secrets)).toEqual(login);
  });

  it('has a username that may be secret as well', () => {
    const byName = { ...registryCredentials, username: '${secrets.WHO}' };
    const login = registryLogin({ image: 'box', registryCredentials: byName }, secrets);
    expect(login).toMatchObject({ username: 'robot' });
  });

  it('is none where the task has none', () => {
    expect(registryLogin({ image: 'box' }, secrets)).toBeUndefined();
  });

  it.each(['t0ken', '${secrets.LOST}', '${secrets.toString}'])('cannot be had by %s', (password) => {
    const open = { ...registryCredentials, password };
    const asking = () => registryLogin({ image: 'box', registryCredentials: open }, secrets);
    expect(asking).toThrow('is no secret of the task');
  });
});

it('what runs in a container knows the secrets of its task, but not those of the registry', () => {
  expect(secretsInside({}, secrets)).toEqual(secrets);
  expect(secretsInside({ registryCredentials }, secrets)).toEqual({ WHO: 'robot', DB: 'db-password' });
  const byName = { ...registryCredentials, username: '${secrets.WHO}' };
  expect(secretsInside({ registryCredentials: byName }, secrets)).toEqual({ DB: 'db-password' });
});
