import type { HandlerSpec, HttpSpec, ScriptSpec, ShellSpec } from '@orrery/domain';
import {
  AnyField,
  ChoiceField,
  IntegersField,
  NameField,
  TextField,
  TextMapField,
  TextsField,
} from '../fields/index.js';
import { longestOutputPath } from '../results/index.js';

const longestSource = 262_144;

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

export class HandlerSpecDto implements HandlerSpec {
  @NameField({ max: 200, example: 'billing.close' })
  handler: string;
}

export const taskSpecClasses = {
  shell: ShellSpecDto,
  script: ScriptSpecDto,
  http: HttpSpecDto,
  handler: HandlerSpecDto,
} as const;
