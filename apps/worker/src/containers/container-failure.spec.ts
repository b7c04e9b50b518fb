import { expect, it } from 'vitest';
import { engineFailure } from './container-failure.js';
import { EngineAway, engineError, EngineRefusal } from './engine-errors.js';

const away = new EngineAway('connect ENOENT /run/engine.sock');
const begun = { hasBegun: true, isGone: false, idempotent: false };

it.each([
  [{ ...begun, hasBegun: false }, 'has not begun', undefined],
  [{ ...begun, isGone: true }, 'was removed', undefined],
  [{ ...begun, idempotent: true }, 'may run on', undefined],
  [begun, 'not tried again', { kind: 'never' }],
])('what may still run is not begun again: %j', (known, words, retry) => {
  const failure = engineFailure(away, known);
  expect(failure).toMatchObject({
    kind: 'isolation_unavailable',
    message: expect.stringContaining(words) as string,
  });
  expect(failure?.retry).toEqual(retry);
});

it('tells a refusal from an absence, and neither from a fault of the worker', () => {
  expect(engineFailure(new EngineRefusal(400, 'no such network'), begun)).toEqual({
    kind: 'spawn',
    message: 'the container engine refused: no such network',
  });
  expect(engineFailure(new Error('x'), begun)).toBeUndefined();
});

it.each([
  [
    { message: '(HTTP code 404) no such container - no such image: x ', statusCode: 404 },
    'no such image: x',
    404,
  ],
  [{ message: '(HTTP code 503) unexpected - busy ', statusCode: 503 }, 'busy', undefined],
  [{ message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' }, 'connect ECONNREFUSED', undefined],
])('reads %j', (thrown, message, status) => {
  const error = engineError(Object.assign(new Error(thrown.message), thrown));
  expect(error.message).toBe(message);
  if (status === undefined) expect(error).toBeInstanceOf(EngineAway);
  else expect(error).toMatchObject({ status });
});
