import { testHandler } from '@orrery/worker-sdk/testing';
import { expect, it } from 'vitest';
import { closeBooks } from './close-books.js';

const params = { month: '2026-05', accounts: ['a', 'b', 'c'] };

it('closes every account', async () => {
  const done = await testHandler(closeBooks, { params });
  expect(done.result).toEqual({ month: '2026-05', closed: 3, before: 0 });
  expect(done.checkpoints.at(-1)).toEqual({ closed: 3 });
});

it('goes on where an earlier attempt ended', async () => {
  const done = await testHandler(closeBooks, { params, attempt: 2, lastCheckpoint: { closed: 2 } });
  expect(done.logs.map(({ text }) => text)).toEqual(['going on after 2 account(s)', 'closed c for 2026-05']);
});

it('is not tried again for a locked account', async () => {
  const done = await testHandler(closeBooks, { params: { ...params, accounts: ['locked-1'] } });
  expect(done.failure).toMatchObject({ message: 'account locked-1 is locked', retry: { kind: 'never' } });
});

it('refuses a month that is none', async () => {
  const done = await testHandler(closeBooks, { params: { ...params, month: 'May' } });
  expect(done.failure?.message).toContain('month: must be a month as 2026-05');
});
