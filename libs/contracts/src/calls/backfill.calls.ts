import type {
  BackfillDto,
  BackfillForecastDto,
  BackfillListQuery,
  BackfillRunDto,
  CreateBackfillDto,
} from '../http/backfill.dto.js';
import type { Page, PageQuery } from '../http/page.js';
import type { ById, Caller, Visible } from './master.calls.js';

/** Requests about backfills. */
export interface BackfillCalls {
  'backfill.create': { request: { body: CreateBackfillDto } & Caller; reply: BackfillDto };
  /** What it would do; nothing is made. */
  'backfill.foretell': { request: { body: CreateBackfillDto }; reply: BackfillForecastDto };
  'backfill.get': { request: ById; reply: BackfillDto };
  'backfill.list': { request: { query: BackfillListQuery } & Visible; reply: Page<BackfillDto> };
  /** In the order of their planned times. */
  'backfill.runs': { request: ById & { query: PageQuery }; reply: Page<BackfillRunDto> };
  'backfill.pause': { request: ById & Caller; reply: BackfillDto };
  'backfill.resume': { request: ById & Caller; reply: BackfillDto };
  'backfill.cancel': { request: ById & Caller; reply: BackfillDto };
}
