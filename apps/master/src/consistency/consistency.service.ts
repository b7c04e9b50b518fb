import { Injectable } from '@nestjs/common';
import type { ConsistencyCheckDto, ConsistencyDto } from '@orrery/contracts';
import { Database } from '@orrery/persistence';
import { ConsistencyStore, type CheckResult } from '../persistence/stores/consistency.store.js';
import type { ConsistencyCheck } from './consistency-check.js';
import { ConsistencyChecks } from './consistency-checks.js';

/** Whether what must fit together does, as users see it. */
@Injectable()
export class ConsistencyService {
  constructor(
    private readonly database: Database,
    private readonly store: ConsistencyStore,
    private readonly checks: ConsistencyChecks,
  ) {}

  async show(): Promise<ConsistencyDto> {
    const results = await this.database.run((session) => this.store.all(session));
    const byName = new Map(results.map((result) => [result.name, result]));
    const checks = this.checks.all().map((check) => toDto(check, byName.get(check.name)));
    return { open: checks.reduce((sum, { open }) => sum + open, 0), checks };
  }
}

function toDto({ name, compares }: ConsistencyCheck, result: CheckResult | undefined): ConsistencyCheckDto {
  return {
    name,
    compares,
    checkedAt: result?.checkedAt.toISOString() ?? null,
    checked: result?.checked ?? 0,
    found: result?.found ?? 0,
    repaired: result?.repaired ?? 0,
    open: result?.open ?? 0,
    openSinceAt: result?.openSinceAt?.toISOString() ?? null,
    detail: result?.detail ?? null,
  };
}
