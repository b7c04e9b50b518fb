import { Type } from 'class-transformer';
import { IsInt, IsString, Max, Min, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkParams } from './check-params.js';
import { InvalidParams } from './invalid-params.js';
import type { ParamsSource, RawParams } from './params-source.js';

class Line {
  @IsString()
  item: string;
}

class CloseParams {
  @IsInt()
  @Min(1)
  @Max(12)
  month: number;

  @ValidateNested({ each: true })
  @Type(() => Line)
  lines: Line[] = [];
}

const schema = z.object({
  month: z.number().int().min(1).max(12).default(1),
  lines: z.array(z.object({ item: z.string() })).default([]),
});

async function faultsOf(source: ParamsSource, params: RawParams): Promise<readonly string[]> {
  const error: unknown = await checkParams(source, params).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidParams);
  return (error as InvalidParams).faults;
}

describe('checkParams', () => {
  it('makes an object of the class, with what is missing filled in', async () => {
    const params = await checkParams(CloseParams, { month: 5, lines: [{ item: 'a' }] });
    expect(params).toBeInstanceOf(CloseParams);
    expect((params as CloseParams).lines[0]).toBeInstanceOf(Line);
    expect(await checkParams(CloseParams, { month: 5 })).toEqual({ month: 5, lines: [] });
  });

  it('names each parameter that breaks the class, also inside of others, and those it does not know', async () => {
    expect(await faultsOf(CloseParams, { month: 13 })).toEqual(['month must not be greater than 12']);
    const faults = await faultsOf(CloseParams, { month: 1, year: 2, lines: [{ item: 1 }] });
    expect(faults).toEqual(['property year should not exist', 'lines.0.item must be a string']);
  });

  it('gives what a schema makes of them, also one that checks later', async () => {
    expect(await checkParams(schema, {})).toEqual({ month: 1, lines: [] });
    const known = schema.refine(async ({ month }) => month !== 2, { path: ['month'], message: 'is closed' });
    expect(await checkParams(known, { month: 3 })).toEqual({ month: 3, lines: [] });
    expect(await faultsOf(known, { month: 2 })).toEqual(['month: is closed']);
  });

  it('names each parameter that breaks a schema', async () => {
    const faults = await faultsOf(schema, { month: 'May', lines: [{ item: 1 }] });
    expect(faults).toEqual([
      expect.stringMatching(/^month: /) as string,
      expect.stringMatching(/^lines\.0\.item: /) as string,
    ]);
    const whole = z.record(z.string(), z.unknown()).refine(() => false, 'never right');
    expect(await faultsOf(whole, {})).toEqual(['params: never right']);
  });

  it('takes a schema that is a function for a schema', async () => {
    const callable = Object.assign(() => undefined, { '~standard': schema['~standard'] });
    expect(await checkParams(callable as never, { month: 4 })).toEqual({ month: 4, lines: [] });
  });
});
