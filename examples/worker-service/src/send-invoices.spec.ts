import { testHandler } from '@orrery/worker-sdk/testing';
import { expect, it } from 'vitest';
import { sendInvoices } from './send-invoices.js';

const customers = ['a', 'b', 'c', 'd', 'e'];

it('sends to all, or to its share of them', async () => {
  expect((await testHandler(sendInvoices, { params: { customers } })).result).toEqual({ sent: 5 });
  const shard = { index: 1, total: 2 };
  expect((await testHandler(sendInvoices, { params: { customers }, shard })).result).toEqual({ sent: 2 });
});

it('comes back when the mail server does', async () => {
  const at = '2026-05-01T06:00:00.000Z';
  const done = await testHandler(sendInvoices, { params: { customers, mailRestsUntil: at } });
  expect(done.failure).toMatchObject({ message: 'the mail server rests', retry: { kind: 'at', at } });
});
