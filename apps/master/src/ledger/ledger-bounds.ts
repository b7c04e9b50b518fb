import { Injectable } from '@nestjs/common';
import type { LedgerQuery, ProofQuery } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';
import type { LedgerSpan } from '../persistence/stores/ledger.store.js';
import { ClusterSettings } from '../settings/cluster-settings.js';

const dayMs = 86_400_000;
const longestProofMs = 31 * dayMs;

/** Which part of the ledger may be asked for. */
@Injectable()
export class LedgerBounds {
  constructor(private readonly settings: ClusterSettings) {}

  /** @throws InvalidError naming the field. */
  ofList({ from, to }: LedgerQuery, now: Date): LedgerSpan {
    const until = to === undefined ? now : new Date(to);
    const since = from === undefined ? new Date(until.getTime() - dayMs) : new Date(from);
    return ordered({ from: since, to: until });
  }

  /** @throws InvalidError naming the field. */
  ofProof({ from, to }: ProofQuery, now: Date): LedgerSpan {
    const span = ordered({ from: new Date(from), to: new Date(to) });
    if (span.to.getTime() - span.from.getTime() > longestProofMs) {
      throw InvalidError.field('/to', 'must be at most 31 days after from');
    }
    const days = this.settings.current('retention.days');
    if (span.from.getTime() < now.getTime() - days * dayMs) {
      throw InvalidError.field('/from', `the ledger is kept for ${days} days (setting retention.days)`);
    }
    return span;
  }
}

function ordered(span: LedgerSpan): LedgerSpan {
  if (span.to > span.from) return span;
  throw InvalidError.field('/to', 'must be after from');
}
