import { Injectable } from '@nestjs/common';
import { TaskHandler, type TaskContext } from '@orrery/worker-sdk';
import { BalanceParams } from './balance.params.js';
import { Bookings } from './bookings.js';

@Injectable()
export class Balances {
  constructor(private readonly bookings: Bookings) {}

  @TaskHandler('ledger.balance', { params: BalanceParams })
  async balance({ params, log }: TaskContext<BalanceParams>): Promise<{ balance: number }> {
    const balance = await this.bookings.sum(params.account, params.month);
    log(`the balance of ${params.account} is ${balance}`);
    return { balance };
  }
}
