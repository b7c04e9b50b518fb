import {
  sqlEncryptions,
  type SqlConnection,
  type SqlEncryption,
  type SqlSpec,
  type SqlStatement,
} from '@orrery/domain';
import {
  ChoiceField,
  FlagField,
  IntegerField,
  ListField,
  ObjectField,
  TextField,
  TextsField,
} from '../fields/index.js';

const longestStatement = 65_536;

export class SqlConnectionDto implements SqlConnection {
  @TextField({
    max: 255,
    pattern: /^[A-Za-z0-9._:-]+$/,
    patternHint: 'the name or the address of a host',
    example: 'db.example.org',
  })
  host: string;

  @IntegerField({ optional: true, min: 1, max: 65_535, default: 3306 })
  port: number = 3306;

  @TextField({ optional: true, max: 64, example: 'shop' })
  database?: string;

  @TextField({ max: 128, example: 'reader' })
  user: string;

  @TextField({
    optional: true,
    max: 200,
    example: '${secrets.DB_PASSWORD}',
    description: 'A secret of the task, `${secrets.NAME}`; anything else is refused.',
  })
  password?: string;

  @ChoiceField(sqlEncryptions, {
    optional: true,
    default: 'off',
    description:
      'off: nothing is encrypted; verify: the certificate of the server has to be right; unverified: any.',
  })
  tls: SqlEncryption = 'off';

  @TextField({
    optional: true,
    max: 65_536,
    description: 'Certificates (PEM) that may have signed that of the server.',
  })
  ca?: string;
}

export class SqlStatementDto implements SqlStatement {
  @TextField({ max: longestStatement, example: 'SELECT name FROM customer WHERE id = ?' })
  sql: string;

  @TextsField({
    optional: true,
    max: 200,
    example: ['customer'],
    description: 'Names of parameters of the run, bound to the `?` of the statement in their order.',
  })
  params?: string[];
}

export class SqlSpecDto implements SqlSpec {
  @ObjectField(() => SqlConnectionDto, { description: 'A MySQL or MariaDB server.' })
  connection: SqlConnectionDto;

  @ListField(() => SqlStatementDto, {
    minItems: 1,
    maxItems: 50,
    description:
      'Executed one after the other. The result of the run is the `rows` of the last one that gives any, `affectedRows` of all ' +
      'of them and the last `insertId`.',
  })
  statements: SqlStatementDto[];

  @FlagField({ optional: true, default: true, description: 'All of them have their effect, or none.' })
  transaction: boolean = true;

  @IntegerField({
    optional: true,
    min: 1,
    max: 10_000,
    default: 1_000,
    description: 'More rows of one statement fail the attempt.',
  })
  maxRows: number = 1_000;
}
