import { acquireServices, type AcquiredServices } from '@orrery/scripts/services/acquire.mjs';
import { connect } from 'amqplib';
import { createConnection } from 'mysql2/promise';
import { until } from '../../installation/until.js';
import type { PrivateServer } from './private-server.js';

const CONNECT_WITHIN_MS = 2_000;

/** A MariaDB and a RabbitMQ of the drill's own, which it may hold, kill and start again. */
export class DrillServers {
  private constructor(private readonly services: AcquiredServices) {}

  static async start(say: (text: string) => void): Promise<DrillServers> {
    return new DrillServers(await acquireServices({ programsOnly: true, management: true, say }));
  }

  get addresses(): Pick<AcquiredServices, 'mysqlUrl' | 'amqpUrl'> {
    return this.services;
  }

  get versions(): string {
    return `${this.services.mysqlFrom}, ${this.services.amqpFrom}`;
  }

  get managementUrl(): string {
    return this.services.managementUrl!;
  }

  get mysql(): PrivateServer {
    return { process: this.services.mysqlProcess!, untilReady: () => this.untilDatabaseAnswers() };
  }

  get rabbitmq(): PrivateServer {
    return { process: this.services.amqpProcess!, untilReady: () => this.untilBrokerAnswers() };
  }

  stop(): Promise<void> {
    return this.services.stop();
  }

  private async untilDatabaseAnswers(): Promise<void> {
    await until('MariaDB to answer again', () => answers(() => askDatabase(this.services.mysqlUrl)), 60_000);
  }

  private async untilBrokerAnswers(): Promise<void> {
    await until('RabbitMQ to answer again', () => answers(() => askBroker(this.services.amqpUrl)), 90_000);
  }
}

async function answers(ask: () => Promise<void>): Promise<boolean> {
  return ask().then(
    () => true,
    () => false,
  );
}

async function askDatabase(uri: string): Promise<void> {
  const connection = await createConnection({ uri, connectTimeout: CONNECT_WITHIN_MS });
  await connection.query({ sql: 'SELECT 1', timeout: CONNECT_WITHIN_MS });
  await connection.end();
}

async function askBroker(url: string): Promise<void> {
  const connection = await connect(url, { timeout: CONNECT_WITHIN_MS });
  connection.on('error', () => undefined);
  await connection.close();
}
