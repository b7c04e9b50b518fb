import type { FieldError } from '../errors.js';
import { registryCredentialFaults } from '../task/registry-credentials.js';
import { sqlPasswordFaults, type SqlSpec } from '../task/sql-spec.js';
import {
  runsPrograms,
  type ContainerSpec,
  type HttpSpec,
  type ShellSpec,
  type TaskDefinition,
} from '../task/task.js';
import { below } from '../workflow/pointer.js';
import { misspeltSecretsIn, secretsNamedIn } from './secret-reference.js';

/** Secrets that one task may have. */
export const mostSecretsOfTask = 50;

/** A shell that carries the environment of an attempt means something else by them. */
const ofShells: ReadonlySet<string> = new Set([
  ...['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'HISTCMD', 'IFS', 'LINENO', 'OPTIND', 'PPID', 'PS4', 'RANDOM'],
  ...['SECONDS', 'SHELLOPTS', 'UID'],
]);

type Secretive = Pick<TaskDefinition, 'kind' | 'spec' | 'secrets'>;

const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const secretName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** What is wrong with the secrets that a task says it uses: each by its pointer. Whether they are there is another question. */
export function secretFaults(definition: Secretive): FieldError[] {
  const faults = Object.entries(definition.secrets).flatMap(([name, secret]) => {
    const detail = nameFault(name, definition) ?? secretFault(secret);
    return detail === undefined ? [] : [{ pointer: below('/secrets', name), detail }];
  });
  return [...faults, ...faultsOfUse(definition)];
}

/** Of what a spec says of them itself. */
function faultsOfUse(definition: Secretive): FieldError[] {
  const { kind, spec, secrets } = definition;
  if (kind === 'sql') return sqlPasswordFaults(spec as SqlSpec, secrets);
  if (kind === 'container') return registryCredentialFaults(spec as ContainerSpec, secrets);
  return kind === 'http' ? referenceFaults(definition) : [];
}

function nameFault(name: string, { kind, spec }: Secretive): string | undefined {
  if (!variableName.test(name))
    return 'must be named by letters, digits and "_", at most 100, beginning with a letter or "_"';
  if (/^orrery_/i.test(name)) return 'must not begin with "ORRERY_": such names are given by the platform';
  if (ofShells.has(name)) return 'must not be the name of a variable that shells set themselves';
  const isTaken = runsPrograms(kind) && Object.hasOwn((spec as ShellSpec).env ?? {}, name);
  return isTaken ? 'is in /spec/env already: a variable has one value' : undefined;
}

function secretFault(secret: string): string | undefined {
  return secretName.test(secret)
    ? undefined
    : 'must be the name of a secret: letters, digits, ".", "_" or "-", beginning with a letter or digit';
}

/** A request gets the secrets that the task has, and no others. */
function referenceFaults({ spec, secrets }: Secretive): FieldError[] {
  const { url, headers = {}, body } = spec as HttpSpec;
  const parts: [string, unknown][] = [
    ['/spec/url', url],
    ...Object.entries(headers).map(([name, value]): [string, unknown] => [
      below('/spec/headers', name),
      value,
    ]),
    ['/spec/body', body],
  ];
  return parts.flatMap(([pointer, part]) => [
    ...[...new Set(secretsNamedIn(part))]
      .filter((name) => !Object.hasOwn(secrets, name))
      .map((name) => ({ pointer, detail: `speaks of the secret ${name}, which /secrets does not have` })),
    ...misspeltSecretsIn(part).map((text) => ({
      pointer,
      detail: `has "${text.slice(0, 50)}", which is no reference: write \${secrets.NAME}`,
    })),
  ]);
}
