import { defineHandler, RetryLater } from '@orrery/worker-sdk';

/** Sends an invoice to each customer, five at a time, outside of the hours in which the mail server rests. */
export const sendInvoices = defineHandler('billing.send-invoices', {
  async run({ params, map, log, plannedAt, shard }) {
    const restsUntil = params['mailRestsUntil'];
    if (typeof restsUntil === 'string') throw new RetryLater(new Date(restsUntil), 'the mail server rests');
    const all = Array.isArray(params['customers']) ? params['customers'] : [];
    // Of a sharded task, each part sends its own share.
    const mine = shard === null ? all : all.filter((_, index) => index % shard.total === shard.index);
    const sent = await map(mine, async (customer) => `invoice for ${String(customer)}`, { concurrency: 5 });
    log.info(`${sent.length} invoice(s) of ${plannedAt?.toISOString() ?? 'today'}`);
    return { sent: sent.length };
  },
});
