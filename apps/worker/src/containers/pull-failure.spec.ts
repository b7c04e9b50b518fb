import { expect, it } from 'vitest';
import { pullFailure } from './pull-failure.js';

it.each([
  'manifest for alpine:99 not found: manifest unknown: manifest unknown',
  "pull access denied for x, repository does not exist or may require 'docker login'",
  'reading manifest 1 in 127.0.0.1:5000/x: name unknown: repository name not known to registry',
  'unauthorized: authentication required',
])('an image that cannot be had is not asked for again: %s', (fault) => {
  expect(pullFailure('x', fault)).toMatchObject({ kind: 'refused', retry: { kind: 'never' } });
});

it.each([
  'pinging container registry 127.0.0.1:1: Get "https://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
  'Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid: no such host',
  'net/http: request canceled while waiting for connection (Client.Timeout exceeded)',
  'it took longer than 1000 ms',
  'toomanyrequests: You have reached your pull rate limit',
])('a registry that is away may be back: %s', (fault) => {
  expect(pullFailure('x', fault)).toEqual({
    kind: 'network',
    message: `the image x could not be fetched: ${fault}`,
  });
});
