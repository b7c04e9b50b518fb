import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { BacklogStore } from '../persistence/stores/backlog.store.js';
import { GroupCapacity } from './group-capacity.js';

/** What sending is about: which rows, by which definition, at what time, and how many a group takes. */
@Injectable()
export class DispatchRecords {
  constructor(
    readonly database: Database,
    readonly backlog: BacklogStore,
    readonly definitions: DefinitionCache,
    readonly clock: Clock,
    readonly capacity: GroupCapacity,
  ) {}
}
