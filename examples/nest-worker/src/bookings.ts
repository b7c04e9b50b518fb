import { Injectable } from '@nestjs/common';

/** Stands for what a real service has: a repository, a client of another system. */
@Injectable()
export class Bookings {
  async sum(account: string, month: number): Promise<number> {
    return account.length * month;
  }
}
