import { CuttableProxy, removeNamespace } from '@orrery/testing';
import { createConnection } from 'mysql2/promise';
import type { Addresses } from './plans.js';

/** The line of one process to one of the servers, as a test can break it. */
export interface Lines {
  readonly mysql: CuttableProxy;
  readonly amqp: CuttableProxy;
}

/** The real MySQL/MariaDB and RabbitMQ of the tests, and the lines that processes have to them. */
export class ClusterServers {
  readonly addresses: Addresses = {
    mysqlUrl: process.env['ORRERY_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306',
    amqpUrl: process.env['ORRERY_TEST_AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5672',
  };
  private readonly lines = new Map<string, Lines>();

  /** The addresses for one process, behind proxies of its own; `away`: it reaches neither server until `restore`. */
  async through(name: string, away: boolean): Promise<Addresses> {
    const { mysqlUrl, amqpUrl } = this.addresses;
    const mysql = await CuttableProxy.to(mysqlUrl, 3306);
    const amqp = await CuttableProxy.to(amqpUrl, 5672);
    this.lines.set(name, { mysql, amqp });
    if (away) for (const line of [mysql, amqp]) line.refuse();
    return { mysqlUrl: mysql.url, amqpUrl: amqp.url };
  }

  linesOf(name: string): Lines {
    const lines = this.lines.get(name);
    if (lines === undefined)
      throw new Error(`${name} has no proxies: start the installation with proxied: true`);
    return lines;
  }

  get allLines(): Lines[] {
    return [...this.lines.values()];
  }

  async closeLines(): Promise<void> {
    await Promise.all(this.allLines.flatMap(({ mysql, amqp }) => [mysql.close(), amqp.close()]));
  }

  /** Takes away all that an installation leaves on the servers. */
  async remove(namespace: string): Promise<void> {
    await Promise.all([this.dropSchemas(namespace), removeNamespace(this.addresses.amqpUrl, namespace)]);
  }

  private async dropSchemas(namespace: string): Promise<void> {
    const connection = await createConnection(this.addresses.mysqlUrl);
    for (const service of ['master', 'alarm', 'gateway']) {
      await connection.query(`DROP DATABASE IF EXISTS \`${namespace}_${service}\``);
    }
    await connection.end();
  }
}
