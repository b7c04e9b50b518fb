import { ApiProperty } from '@nestjs/swagger';
import { IntegerField, TextField } from '../fields/index.js';
import type { ClassOf } from '../fields/index.js';

/** How far to page through a collection. */
export class PageQuery {
  @IntegerField({ optional: true, min: 1, max: 200, default: 50, description: 'Items per page.' })
  limit?: number;

  @TextField({ optional: true, max: 1024, description: 'The `nextCursor` of the page before.' })
  cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent (null) on the last page. */
  readonly nextCursor: string | null;
}

/** A page of `type`, as a class that the API document can name. */
export function pageOf<T extends object>(type: ClassOf<T>): ClassOf<Page<T>> {
  class PageOf implements Page<T> {
    @ApiProperty({ type, isArray: true })
    items: T[];

    @ApiProperty({
      type: String,
      nullable: true,
      description: 'Ask for the next page with it; null on the last.',
    })
    nextCursor: string | null;
  }
  Object.defineProperty(PageOf, 'name', { value: `${type.name.replace(/Dto$/, '')}Page` });
  return PageOf;
}
