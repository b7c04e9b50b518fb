import { Injectable, type PipeTransform } from '@nestjs/common';
import { NotFoundError } from '@orrery/domain';

/** Takes the number of a version from the path. What cannot be one names nothing. */
@Injectable()
export class VersionPipe implements PipeTransform {
  transform(value: string): number {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw new NotFoundError(`There is no version "${value}".`);
    return Number(value);
  }
}
