import { probeMysql } from '../probes.mjs';
import { launchMysql, findMysql } from '../private/mysql.mjs';

/** Everything that the search for a server needs to know about MySQL or MariaDB. */
export const mysqlServer = {
  key: 'mysql',
  name: 'MySQL',
  variable: 'ORRERY_MYSQL_URL',
  example: 'mysql://user:password@host:3306',
  defaultPort: 3306,
  containerPort: 3306,
  package: 'mariadb-server',
  accounts: ['mysql', 'nobody'],
  startTimeoutMs: 60_000,
  urlAt: (port) => `mysql://root@127.0.0.1:${port}`,
  probe: probeMysql,
  find: findMysql,
  launch: launchMysql,
};
