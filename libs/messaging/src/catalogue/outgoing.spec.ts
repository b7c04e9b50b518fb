import { expect, it } from 'vitest';
import { outgoing } from './outgoing.js';

it('routes a message of the catalogue', () => {
  const message = outgoing('worker.control', { v: 1, kind: 'drain' } as never, 'w-3');
  expect(message).toMatchObject({
    exchange: 'work',
    routingKey: 'worker.w-3',
    type: 'worker.control',
    mandatory: true,
  });
});
