import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { InvalidError, VersionMismatchError } from '@orrery/domain';
import type { FastifyRequest } from 'fastify';

/** The strong entity tag of a resource's version. */
export function entityTag(version: number): string {
  return `"v${version}"`;
}

/** The version that If-Match names; undefined when it is absent or `*`. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) =>
  versionOf(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/**
 * @throws VersionMismatchError for a tag that no version has; weak tags never match (RFC 9110, 13.1.1).
 */
export function versionOf(header: string | undefined): number | undefined {
  const tag = header?.trim();
  if (tag === undefined || tag === '*') return undefined;
  if (tag.includes(',')) throw InvalidError.field('/If-Match', 'must be one entity tag or *');
  const version = Number(/^"v(\d{1,15})"$/.exec(tag)?.[1] ?? NaN);
  if (Number.isNaN(version)) {
    throw new VersionMismatchError(`No version of this resource has the entity tag ${tag}.`);
  }
  return version;
}

/** Whether If-None-Match names the tag, by weak comparison (RFC 9110, 13.1.2). */
export function namesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}
