import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OrreryWorkerModule } from '@orrery/worker';
import { Balances } from './balances.js';
import { Bookings } from './bookings.js';

@Module({
  imports: [OrreryWorkerModule.forRoot({ group: 'ledger', drainMs: 10_000 })],
  providers: [Bookings, Balances],
})
class LedgerModule {}

const app = await NestFactory.createApplicationContext(LedgerModule);
app.enableShutdownHooks();
