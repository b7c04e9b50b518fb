import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { parse } from '@orrery/contracts';
import { refuseUnusableJson } from './plain-json.js';

type DtoClass = new () => object;

/** Turns every body and query into an instance of the class its handler declares; unknown fields are refused. */
@Injectable()
export class DtoPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || metatype === undefined || metatype === Object) return value;
    refuseUnusableJson(value);
    // A missing body is an empty one: it either has only optional fields, or the error names the missing ones.
    return parse(metatype as DtoClass, type === 'query' ? { ...(value as object) } : (value ?? {}));
  }
}
