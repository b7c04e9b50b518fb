import { Injectable } from '@nestjs/common';
import type { ReservedSlotsDto } from '@orrery/contracts';
import type { Session } from '@orrery/persistence';
import { readWants } from '../../dispatching/reserving/slot-wants.js';
import { ReservedRunStore } from '../../persistence/stores/reserved-run.store.js';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';

/** The slots that workflow runs reserve, as users see them. */
@Injectable()
export class ReservedViews {
  constructor(
    private readonly requests: SlotRequestStore,
    private readonly runs: ReservedRunStore,
  ) {}

  /** Undefined: it reserves none, or has ended. */
  async of(session: Session, id: string): Promise<ReservedSlotsDto[] | undefined> {
    const request = await this.requests.find(session, id);
    if (!request) return undefined;
    const held = (await this.requests.held(session, [id])).get(id);
    const used = await this.runs.used(session, [id]);
    return readWants(request).map(({ group, slots }) => ({
      ...{ group, slots, kept: held?.get(group) ?? 0, isObtained: request.obtained_at !== null },
      inUse: used.filter((each) => each.group === group).reduce((sum, each) => sum + each.slots, 0),
    }));
  }
}
