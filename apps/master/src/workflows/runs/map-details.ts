import { Injectable } from '@nestjs/common';
import type { ItemCountDto } from '@orrery/contracts';
import { mostValueCharacters, type NodeState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeItemViewStore } from '../../persistence/stores/node-item-view.store.js';
import { NodeItemStore } from '../../persistence/stores/node-item.store.js';
import { unbegunState } from './map-item-views.js';

/** What all items of a map together came to. */
export interface MapDetail {
  readonly itemStates: ItemCountDto[];
  /** What each item gave; undefined: more than nodes may see. */
  readonly outputs: readonly unknown[] | undefined;
}

/** Counts the items of a map, and gathers what they gave. */
@Injectable()
export class MapDetails {
  constructor(
    private readonly views: NodeItemViewStore,
    private readonly items: NodeItemStore,
  ) {}

  async of(session: Session, nodeRunId: string, state: NodeState): Promise<MapDetail> {
    const itemStates = await this.views.tally(session, nodeRunId, unbegunState(state));
    const results = await this.items.results(session, nodeRunId, mostValueCharacters);
    return { itemStates, outputs: results?.map((result) => JSON.parse(result) as unknown) };
  }
}
