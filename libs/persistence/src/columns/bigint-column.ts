import { Column, type ValueTransformer } from 'typeorm';

const asNumber: ValueTransformer = {
  to: (value: unknown) => value,
  from: (stored: string | number | null) => (stored === null ? null : Number(stored)),
};

export interface BigintColumnOptions {
  readonly nullable?: boolean;
  readonly default?: number;
  readonly name?: string;
}

/** A 64-bit whole number, a JavaScript number here: exact up to 2^53. */
export function BigintColumn(options: BigintColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'bigint', transformer: asNumber });
}
