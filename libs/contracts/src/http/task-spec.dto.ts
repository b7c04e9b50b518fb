import {
  pullPolicies,
  redirectPolicies,
  type ContainerSpec,
  type ExpectedBody,
  type HandlerSpec,
  type HttpSpec,
  type PullPolicy,
  type RedirectPolicy,
  type ScriptSpec,
  type ShellSpec,
} from '@orrery/domain';
import {
  AnyField,
  ChoiceField,
  DurationField,
  FlagField,
  IntegerField,
  IntegersField,
  JsonObjectField,
  NameField,
  ObjectField,
  QuicklyRead,
  TextField,
  TextMapField,
  TextsField,
} from '../fields/index.js';
import { RegistryCredentialsDto } from './registry-credentials.dto.js';
import { SqlSpecDto } from './sql-spec.dto.js';
import { longestOutputPath, longestPattern } from '../results/index.js';

const longestSource = 262_144;
const longestArgument = 65_536;
/** No blanks, and no dash first, which an engine could take for an option. */
const imagePattern = /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/;
const imageExample = 'docker.io/library/alpine:3.20';

@QuicklyRead()
export class ShellSpecDto implements ShellSpec {
  @TextField({
    max: longestSource,
    example: 'echo hello',
    description:
      'Given to `/bin/sh -c`. What it writes to the file `$ORRERY_OUTPUT` is the result of the run.',
  })
  command: string;

  @TextMapField({ optional: true, description: 'Environment on top of the allow-listed one.' })
  env?: Record<string, string>;
}

@QuicklyRead()
export class ScriptSpecDto implements ScriptSpec {
  @TextField({
    max: 200,
    pattern: /^[A-Za-z0-9._+/-]+$/,
    example: 'node',
    description: 'Program on the worker that runs the source.',
  })
  interpreter: string;

  @TextField({
    max: longestSource,
    example: 'console.log("hello")',
    description: 'What it writes to the file `$ORRERY_OUTPUT` is the result of the run.',
  })
  source: string;

  @TextsField({ optional: true, max: 4096 })
  args?: string[];

  @TextMapField({ optional: true })
  env?: Record<string, string>;
}

export class ContainerSpecDto implements ContainerSpec {
  @TextField({ max: 500, pattern: imagePattern, patternHint: 'the name of an image', example: imageExample })
  image: string;

  @ChoiceField(pullPolicies, {
    optional: true,
    default: 'missing',
    description: 'When the image is fetched: for each attempt, where the engine has none, or never.',
  })
  pullPolicy: PullPolicy = 'missing';

  @ObjectField(() => RegistryCredentialsDto, {
    optional: true,
    description:
      'The login at the registry of the image; by default that of the engine itself. Its secrets are not in the environment.',
  })
  registryCredentials?: RegistryCredentialsDto;

  @TextsField({ optional: true, max: longestArgument, description: "Instead of the image's." })
  entrypoint?: string[];

  @TextsField({ optional: true, max: longestArgument, example: ['sort', 'numbers.txt'] })
  args?: string[];

  @TextMapField({ optional: true, description: 'On top of the environment of the image.' })
  env?: Record<string, string>;

  @TextMapField({
    optional: true,
    maxItems: 50,
    max: 65_536,
    example: { 'numbers.txt': '3\n1\n2\n' },
    description:
      'Texts by the names of files. They are in `/work`, the private directory of the attempt, when it begins; what it writes to ' +
      'the file `$ORRERY_OUTPUT` is the result of the run.',
  })
  files?: Record<string, string>;

  @TextField({
    optional: true,
    max: 21,
    pattern: /^\d{1,10}(:\d{1,10})?$/,
    patternHint: 'a number, or two with ":" between',
    example: '1000:1000',
    description: '`uid` or `uid:gid`; by default one without any rights.',
  })
  user?: string;

  @TextField({
    optional: true,
    max: 4096,
    pattern: /^\//,
    patternHint: 'an absolute path',
    description: 'Where its command begins; by default `/work`.',
  })
  workingDirectory?: string;

  @FlagField({
    optional: true,
    default: true,
    description: 'Nothing but `/work` and `/tmp` can be written.',
  })
  readOnlyRoot: boolean = true;
}

export class ExpectedBodyDto implements ExpectedBody {
  @TextField({ optional: true, max: 4096, description: 'A text that stands somewhere in it.' })
  contains?: string;

  @TextField({
    optional: true,
    max: longestPattern,
    example: '^ok\\b',
    description:
      'A regular expression (RE2: no look-around, no back references) that matches somewhere in it.',
  })
  matches?: string;

  @JsonObjectField({
    optional: true,
    maxLength: 8_192,
    example: { '$.state': 'done' },
    description: 'Values by paths (RFC 9535) at which they have to stand, the body read as JSON.',
  })
  json?: Record<string, unknown>;
}

export class HttpSpecDto implements HttpSpec {
  @ChoiceField(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], {
    optional: true,
    default: 'GET',
  })
  method: string = 'GET';

  @TextField({
    max: 8192,
    pattern: /^https?:\/\/\S+$/i,
    patternHint: 'an http or https address',
    example: 'https://example.org/hook',
  })
  url: string;

  @TextMapField({ optional: true })
  headers?: Record<string, string>;

  @AnyField({ optional: true, description: 'Sent as it is when a string, as JSON otherwise.' })
  body?: unknown;

  @IntegersField({ optional: true, min: 100, max: 599, example: [200], description: 'Default: 200 to 299.' })
  expectStatus?: number[];

  @ObjectField(() => ExpectedBodyDto, {
    optional: true,
    description: 'What a response with such a status has to hold; else the attempt fails with `http_body`.',
  })
  expectBody?: ExpectedBodyDto;

  @ChoiceField(redirectPolicies, {
    optional: true,
    description:
      'What comes of a redirect: followed (by default), the attempt fails, or it is itself the response, with its `location` ' +
      'in the result. To another origin only plain headers go along, and no body that speaks of secrets.',
  })
  redirect?: RedirectPolicy;

  @IntegerField({
    optional: true,
    min: 0,
    max: 50,
    description: 'Redirects that are followed; by default 20.',
  })
  maxRedirects?: number;

  @DurationField({
    optional: true,
    min: 1,
    max: 600_000,
    description: 'For each connection; by default 30 seconds.',
  })
  connectTimeoutMs?: number;

  @DurationField({
    optional: true,
    min: 1,
    description:
      'To the end of the response, redirects included; by default as long as the attempt may take.',
  })
  totalTimeoutMs?: number;

  @IntegerField({
    optional: true,
    min: 0,
    max: 1_073_741_824,
    description: 'A longer body fails the attempt; by default nothing is read beyond what the result holds.',
  })
  maxResponseBytes?: number;

  @TextMapField({
    optional: true,
    max: longestOutputPath,
    example: { id: '$.id', names: '$.items[*].name' },
    description:
      'Values of the result by name, taken from the JSON of the response: paths by RFC 9535. One of names and indexes gives ' +
      'the value there or null, any other the list of what it finds.',
  })
  outputs?: Record<string, string>;
}

@QuicklyRead()
export class HandlerSpecDto implements HandlerSpec {
  @NameField({ max: 200, example: 'billing.close' })
  handler: string;
}

export const taskSpecClasses = {
  shell: ShellSpecDto,
  script: ScriptSpecDto,
  container: ContainerSpecDto,
  http: HttpSpecDto,
  sql: SqlSpecDto,
  handler: HandlerSpecDto,
} as const;
