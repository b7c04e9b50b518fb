import { handlersOf } from '@orrery/worker-sdk';
import { testHandler } from '@orrery/worker-sdk/testing';
import { expect, it } from 'vitest';
import { Balances } from './balances.js';
import { Bookings } from './bookings.js';

const [balance] = handlersOf(new Balances(new Bookings()));

it('gives the balance of a month', async () => {
  const done = await testHandler(balance, { params: { account: 'ada', month: 5 } });
  expect(done.result).toEqual({ balance: 15 });
  expect(done.logs.map(({ text }) => text)).toEqual(['the balance of ada is 15']);
});

it('refuses a month that is none', async () => {
  const done = await testHandler(balance, { params: { account: 'ada', month: 13 } });
  expect(done.failure?.message).toContain('month must not be greater than 12');
});
