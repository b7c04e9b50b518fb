import type { Rate } from './limit.js';

/** Starts that a rate has free. It holds no more than one period's. */
export interface TokenBucket {
  readonly tokens: number;
  readonly refilledAt: Date;
}

/** The bucket at `now`. A clock that went back refills nothing. */
export function refilled(bucket: TokenBucket, rate: Rate, now: Date): TokenBucket {
  const elapsedMs = now.getTime() - bucket.refilledAt.getTime();
  if (elapsedMs <= 0) return { ...bucket, tokens: Math.min(bucket.tokens, rate.count) };
  const tokens = Math.min(rate.count, bucket.tokens + (elapsedMs * rate.count) / rate.perMs);
  return { tokens, refilledAt: now };
}

/** When the bucket will have `wanted` tokens if nobody takes any. */
export function hasTokensAt(bucket: TokenBucket, rate: Rate, wanted: number): Date {
  const missing = Math.max(0, wanted - bucket.tokens);
  return new Date(bucket.refilledAt.getTime() + Math.ceil((missing * rate.perMs) / rate.count));
}
