import { setTimeout as sleep } from 'node:timers/promises';
import { defineHandler, DoNotRetry } from '@orrery/worker-sdk';
import { z } from 'zod';

/** Closes the books of a month account by account; a later attempt goes on where an earlier one ended. */
export const closeBooks = defineHandler('billing.close-books', {
  params: z.object({
    month: z.string().regex(/^\d{4}-\d{2}$/, 'must be a month as 2026-05'),
    accounts: z.array(z.string()).min(1),
    msPerAccount: z.number().int().min(0).default(0),
  }),
  async run({ params, lastCheckpoint, checkpoint, progress, log, signal }) {
    const { month, accounts, msPerAccount } = params;
    const before = (lastCheckpoint as { closed: number } | undefined)?.closed ?? 0;
    if (before > 0) log(`going on after ${before} account(s)`);
    for (const [index, account] of [...accounts.entries()].slice(before)) {
      if (account.startsWith('locked')) throw new DoNotRetry(`account ${account} is locked`);
      await sleep(msPerAccount, undefined, { signal });
      log(`closed ${account} for ${month}`);
      await checkpoint({ closed: index + 1 });
      progress((index + 1) / accounts.length, account);
    }
    return { month, closed: accounts.length, before };
  },
});
