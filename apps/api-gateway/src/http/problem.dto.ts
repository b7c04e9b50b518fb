import { ApiProperty } from '@nestjs/swagger';

/** What is wrong with one field. */
export class FieldProblemDto {
  @ApiProperty({ type: String, example: '/spec/command', description: 'JSON Pointer (RFC 6901).' })
  pointer: string;

  @ApiProperty({ type: String, example: 'command must be shorter than or equal to 262144 characters' })
  detail: string;
}

/** An error, RFC 9457. */
export class ProblemDto {
  @ApiProperty({ type: String, example: 'urn:orrery:problem:invalid' })
  type: string;

  @ApiProperty({ type: String, example: 'The request is not valid' })
  title: string;

  @ApiProperty({ type: 'integer', example: 422 })
  status: number;

  @ApiProperty({ type: String, example: 'name: name must be longer than or equal to 1 characters' })
  detail: string;

  @ApiProperty({ type: String, example: '/api/v1/tasks' })
  instance: string;

  @ApiProperty({ type: String, example: 'invalid', description: 'Stable; made for programs.' })
  code: string;

  @ApiProperty({ type: String, example: '4bf92f3577b34da6a3ce929d0e0e4736' })
  traceId: string;

  @ApiProperty({ type: () => [FieldProblemDto], required: false })
  errors?: FieldProblemDto[];

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    required: false,
    example: { runs: { waiting: 2, running: 1, ids: ['01931a7e-5b0c-7c3e-9d55-2f4f4c1f8a10'] } },
    description: 'Facts that `detail` puts into words.',
  } as object)
  details?: Record<string, unknown>;
}
