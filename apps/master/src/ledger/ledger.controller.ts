import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { LedgerList } from './ledger-list.js';
import { LedgerProof } from './ledger-proof.js';

/** Answers `ledger.*`. */
@Controller()
export class LedgerController {
  constructor(
    private readonly ledger: LedgerList,
    private readonly proof: LedgerProof,
  ) {}

  @MessagePattern('ledger.list')
  list(@Payload() { query, projects }: CallRequest<'ledger.list'>): Promise<CallReply<'ledger.list'>> {
    return this.ledger.list(query, projects);
  }

  @MessagePattern('ledger.proof')
  prove(@Payload() { query, projects }: CallRequest<'ledger.proof'>): Promise<CallReply<'ledger.proof'>> {
    return this.proof.prove(query, projects);
  }
}
