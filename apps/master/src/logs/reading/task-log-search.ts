import { Injectable } from '@nestjs/common';
import type { FoundLineDto, FoundLinesDto, LogLineDto, LogSearchQuery } from '@orrery/contracts';
import { Clock, InvalidError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { idFloor } from '../../persistence/id-floor.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import { LogStore } from '../log-store.js';
import { LineCollector } from './line-collector.js';
import { lineFilter } from './line-filter.js';
import { ReadBudget } from './read-budget.js';

const dayMs = 86_400_000;
const defaultLines = 100;
const runsAtOnce = 200;

/** Where a search goes on: in this run behind that line, then with the runs before it. */
interface Place {
  readonly runId: string;
  readonly after: number;
}

/** Looks through the logs of a task's runs, the newest run first. */
@Injectable()
export class TaskLogSearch {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly logs: LogStore,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidError for times in the wrong order, or a cursor that is none. */
  async search(taskId: string, query: LogSearchQuery): Promise<FoundLinesDto> {
    const budget = new ReadBudget();
    const found = new LineCollector<FoundLineDto>(query.limit ?? defaultLines, budget);
    const wanted = lineFilter({ search: query.q, stream: query.stream });
    let runs = 0;
    for await (const place of this.#places(taskId, query)) {
      if (found.isFull || budget.isSpent) return answer(found, runs, place);
      runs += 1;
      const { runId } = place;
      const pick = (line: LogLineDto) => (wanted(line) ? { runId, ...line } : undefined);
      const after = await found.take(this.logs, place, pick);
      if (after !== undefined) return answer(found, runs, { runId, after });
    }
    return answer(found, runs);
  }

  async *#places(taskId: string, query: LogSearchQuery): AsyncGenerator<Place> {
    const { fromId, toId } = this.#bounds(query);
    const resumed = query.cursor === undefined ? undefined : await this.#placeOf(taskId, query.cursor);
    if (resumed !== undefined) yield resumed;
    let before = resumed?.runId ?? toId;
    for (;;) {
      const ids = await this.database.run((session) =>
        this.runs.idsOfTask(session, taskId, { fromId, before }, runsAtOnce),
      );
      for (const runId of ids) yield { runId, after: 0 };
      if (ids.length < runsAtOnce) return;
      before = ids.at(-1)!;
    }
  }

  /** A cursor comes from outside: it opens no log but those of the task. */
  async #placeOf(taskId: string, cursor: string): Promise<Place> {
    const place = placeOfCursor(cursor);
    const run = await this.database.run((session) => this.runs.find(session, place.runId));
    if (run?.task_id !== taskId) throw noCursor();
    return place;
  }

  #bounds({ from, to }: LogSearchQuery): { fromId: string; toId: string } {
    const toMs = to === undefined ? this.clock.now().getTime() + 1 : Date.parse(to);
    const fromMs = from === undefined ? toMs - dayMs : Date.parse(from);
    if (fromMs >= toMs) throw InvalidError.field('/from', 'must be before /to');
    return { fromId: idFloor(fromMs), toId: idFloor(toMs) };
  }
}

function answer({ items }: LineCollector<FoundLineDto>, runs: number, next?: Place): FoundLinesDto {
  return { items, runs, nextCursor: next === undefined ? null : `${next.runId}.${next.after}` };
}

function placeOfCursor(cursor: string): Place {
  const match = /^([0-9a-f-]{36})\.(\d{1,16})$/.exec(cursor);
  if (match === null) throw noCursor();
  return { runId: match[1]!, after: Number(match[2]) };
}

function noCursor(): InvalidError {
  return InvalidError.field('/cursor', 'is not a cursor this server gave');
}
