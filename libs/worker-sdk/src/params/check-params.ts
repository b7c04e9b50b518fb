import 'reflect-metadata';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { InvalidParams } from './invalid-params.js';
import type { ParamsClass, ParamsSource, RawParams } from './params-source.js';

/** The parameters as the source makes them. @throws InvalidParams naming each wrong one. */
export function checkParams(source: ParamsSource, params: RawParams): Promise<unknown> {
  return isSchema(source) ? bySchema(source, params) : byClass(source, params);
}

/** Schemas may be functions as well. */
function isSchema(source: ParamsSource): source is StandardSchemaV1 {
  return '~standard' in source;
}

async function bySchema(schema: StandardSchemaV1, params: RawParams): Promise<unknown> {
  const checked = await schema['~standard'].validate(params);
  if (checked.issues === undefined) return checked.value;
  throw new InvalidParams(checked.issues.map(({ path = [], message }) => `${pathOf(path)}: ${message}`));
}

function pathOf(path: NonNullable<StandardSchemaV1.Issue['path']>): string {
  if (path.length === 0) return 'params';
  return path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}

/** As strict as the API: what the class does not name is refused. */
async function byClass(type: ParamsClass, params: RawParams): Promise<unknown> {
  const made = plainToInstance(type, params);
  const errors = await validate(made, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw new InvalidParams(faultsOf(errors, ''));
  return made;
}

function faultsOf(errors: readonly ValidationError[], above: string): string[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => [
    ...Object.values(constraints).map((fault) => above + fault),
    ...faultsOf(children, `${above}${property}.`),
  ]);
}
