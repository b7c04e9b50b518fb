import { describe, expect, it } from 'vitest';
import { ExpiredRowPruner } from '../housekeeping/expired-row-pruner.js';
import { SettableClock } from '@orrery/testing';
import { at, databaseKinds, someId, useGatewayDatabase } from '../testing/use-stores.js';
import type { KeyedRequest } from './idempotency.store.js';
import { SqlIdempotencyStore } from './sql-idempotency.store.js';

describe.each(databaseKinds)('the idempotency store on %s', (kind) => {
  const { database } = useGatewayDatabase(kind);
  const store = new SqlIdempotencyStore(database);
  const request = (requestKey: string, part: Partial<KeyedRequest> = {}): KeyedRequest => ({
    owner: 'ada',
    requestKey,
    requestHash: 'a'.repeat(64),
    token: someId(),
    createdAt: at(),
    expiresAt: at(1_000),
    ...part,
  });
  const longAgo = at(-60_000);

  it('lets one of many win', async () => {
    const begun = await Promise.all(Array.from({ length: 8 }, () => store.begin(request('race'), longAgo)));
    expect(begun.filter((each) => each.kind === 'won')).toHaveLength(1);
    expect(begun.filter((each) => each.kind === 'running')).toHaveLength(7);
  });

  it('keeps the answer for the same request only', async () => {
    const first = request('kept');
    await store.begin(first, longAgo);
    const answer = { status: 202, location: '/api/v1/runs/1', body: '{"text":"ü €"}' };
    await store.complete(first, answer);
    expect(await store.begin(request('kept'), longAgo)).toEqual({ kind: 'answered', answer });
    const other = request('kept', { requestHash: 'b'.repeat(64) });
    expect(await store.begin(other, longAgo)).toEqual({ kind: 'other-request' });
    expect(await store.begin(request('kept', { owner: 'bob' }), longAgo)).toEqual({ kind: 'won' });
    expect(await store.begin(request('KEPT'), longAgo)).toEqual({ kind: 'won' });
  });

  it('starts afresh after an abandoned try', async () => {
    const first = request('again');
    await store.begin(first, longAgo);
    await store.abandon(first);
    expect(await store.begin(request('again'), longAgo)).toEqual({ kind: 'won' });
  });

  it('takes over from a try that never ended, whose late answer counts no more', async () => {
    const dead = request('orphan');
    await store.begin(dead, longAgo);
    const next = request('orphan', { createdAt: at(61_000), expiresAt: at(99_000) });
    expect(await store.begin(next, at(1_000))).toEqual({ kind: 'won' });
    await store.complete(dead, { status: 500, location: null, body: null });
    await store.abandon(dead);
    expect(await store.begin(request('orphan'), longAgo)).toEqual({ kind: 'running' });
  });

  it('forgets what has expired', async () => {
    await store.begin(request('old', { expiresAt: at(10) }), longAgo);
    await store.begin(request('new', { expiresAt: at(30) }), longAgo);
    await new ExpiredRowPruner(database, new SettableClock(at(20))).runOnce();
    expect(await store.begin(request('old'), longAgo)).toEqual({ kind: 'won' });
    expect(await store.begin(request('new'), longAgo)).toEqual({ kind: 'running' });
  });
});
