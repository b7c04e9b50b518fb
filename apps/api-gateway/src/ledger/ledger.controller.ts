import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  LedgerEntryDto,
  LedgerProofDto,
  LedgerQuery,
  pageOf,
  ProofQuery,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { VisibleProjects } from '../access/parameters.js';
import { RequirePermission, somewhere } from '../access/require-permission.js';
import { Endpoint } from '../openapi/endpoint.js';

const LedgerPage = pageOf(LedgerEntryDto);
/** Many planned times are recomputed and read. */
const proofWithinMs = 30_000;

@ApiTags('ledger')
@Controller('ledger')
export class LedgerController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('schedule:read', somewhere)
  @Endpoint({
    id: 'listLedger',
    summary: 'List planned times of all schedules and what became of them, the newest first',
    answer: LedgerPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: LedgerQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<LedgerEntryDto>> {
    return this.client.call('ledger.list', { query, projects });
  }

  @Get('proof')
  @RequirePermission('schedule:read', somewhere)
  @Endpoint({
    id: 'proveLedger',
    summary: 'Prove that every planned time is accounted for',
    description:
      'Recomputes from the versions of the schedules what should have fired, and compares it with the ledger. At most 31 days.',
    answer: LedgerProofDto,
    problems: [401, 403, 404, 422, 503],
  })
  prove(
    @Query() query: ProofQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<LedgerProofDto> {
    return this.client.call('ledger.proof', { query, projects }, proofWithinMs);
  }
}
