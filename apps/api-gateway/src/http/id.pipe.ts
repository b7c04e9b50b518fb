import { Injectable, type PipeTransform } from '@nestjs/common';
import { NotFoundError } from '@orrery/domain';

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** Takes an id or name from the path. What cannot be one names nothing. */
@Injectable()
export class IdPipe implements PipeTransform {
  transform(value: string): string {
    return idOf(value);
  }
}

/** @throws NotFoundError when the text cannot be an id. */
export function idOf(value: string): string {
  if (!ID.test(value)) throw new NotFoundError('There is nothing under this address.');
  return value;
}
