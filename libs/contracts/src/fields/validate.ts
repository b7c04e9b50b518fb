import 'reflect-metadata';
import { InvalidError, type FieldError } from '@orrery/domain';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { ClassOf } from './object-fields.js';
import { quicklyRead, unsure } from './quick-fields.js';

/**
 * Turns plain JSON from a user into a validated instance of `type`; unknown fields are refused.
 * @throws InvalidError naming every wrong field by JSON Pointer.
 */
export function parse<T extends object>(type: ClassOf<T>, plain: unknown): T {
  return validated(type, plain, true);
}

/**
 * As `parse`, for a payload from another service: fields that a newer peer added are dropped, so that two versions work side
 * by side during a rolling upgrade.
 */
export function accept<T extends object>(type: ClassOf<T>, plain: unknown): T {
  return validated(type, plain, false);
}

function validated<T extends object>(type: ClassOf<T>, plain: unknown, forbidNonWhitelisted: boolean): T {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new InvalidError('The body must be a JSON object.', [
      { pointer: '', detail: 'must be a JSON object' },
    ]);
  }
  const quick = quicklyRead(type, plain);
  if (quick !== unsure) return quick;
  const instance = plainToInstance(type, plain, { exposeDefaultValues: true });
  const errors = fieldErrors(validateSync(instance, { whitelist: true, forbidNonWhitelisted }));
  if (errors.length > 0) throw invalid(errors);
  return instance;
}

/** One error that names every wrong field. */
export function invalid(errors: readonly FieldError[]): InvalidError {
  const named = errors.map(
    ({ pointer, detail }) => `${pointer.slice(1).replaceAll('/', '.') || 'body'}: ${detail}`,
  );
  return new InvalidError(named.join('; '), errors);
}

/** Flattens class-validator's tree into pointers. */
export function fieldErrors(errors: readonly ValidationError[], pointer = ''): FieldError[] {
  return errors.flatMap((error) => {
    const here = `${pointer}/${(error.property ?? '').replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = detailsOf(error).map((detail) => ({ pointer: here, detail }));
    return [...own, ...fieldErrors(error.children ?? [], here)];
  });
}

/** A field that is missing breaks each of its rules; only one of them says so. */
function detailsOf({ constraints = {}, value }: ValidationError): string[] {
  const details = Object.values(constraints);
  return value === undefined && details.length > 0 ? ['is required'] : details;
}
