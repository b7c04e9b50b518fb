import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { envExample } from './env-example.js';

it('.env.example says what the configuration tables say (npm run env-example)', () => {
  const written = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  expect(written).toBe(envExample());
});
