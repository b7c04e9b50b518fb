import { expect, it } from 'vitest';
import { pullFailure } from './pull-failure.js';

const box = { image: 'x', hasLogin: false };

it.each([
  'manifest for alpine:99 not found: manifest unknown: manifest unknown',
  'reading manifest 1 in 127.0.0.1:5000/x: name unknown: repository name not known to registry',
])('an image that is not there is not asked for again: %s', (fault) => {
  const message = `the image x could not be fetched: ${fault}`;
  expect(pullFailure(box, fault)).toEqual({ kind: 'refused', message, retry: { kind: 'never' } });
  expect(pullFailure({ ...box, hasLogin: true }, fault)).toMatchObject({ message });
});

it.each([
  "pull access denied for x, repository does not exist or may require 'docker login'",
  'unauthorized: authentication required',
  'initializing source docker://127.0.0.1:5000/x: unable to retrieve auth token: invalid username/password: unauthorized: authentication required',
  'Head "https://registry.example.org/v2/x/manifests/1": no basic auth credentials',
  'requesting bearer token: invalid status code from registry 403 (Forbidden)',
  'failed to authorize: server message: insufficient_scope: authorization failed',
  'unauthorized: incorrect username or password',
  'denied: Your authorization token has expired. Reauthenticate and try again.',
])(
  'an image that is closed to us is not asked for again, and the field for a login is named: %s',
  (fault) => {
    const failed = [false, true].map((hasLogin) => pullFailure({ ...box, hasLogin }, fault));
    expect(failed).toMatchObject([
      { kind: 'refused', retry: { kind: 'never' } },
      { kind: 'refused', retry: { kind: 'never' } },
    ]);
    expect(failed.map(({ message }) => message)).toEqual([
      `the image x could not be fetched: it needs a login (\`registryCredentials\` of a container task, or that of the engine), or is not there: ${fault}`,
      `the image x could not be fetched: the registry refuses the login in /spec/registryCredentials, or has no such image for it: ${fault}`,
    ]);
  },
);

it.each([
  'pinging container registry 127.0.0.1:1: Get "https://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
  'Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid: no such host',
  'net/http: request canceled while waiting for connection (Client.Timeout exceeded)',
  'it took longer than 1000 ms',
  'toomanyrequests: You have reached your unauthenticated pull rate limit',
])('a registry that is away may be back: %s', (fault) => {
  const message = `the image x could not be fetched: ${fault}`;
  expect(pullFailure({ ...box, hasLogin: true }, fault)).toEqual({ kind: 'network', message });
});
