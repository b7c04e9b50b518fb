import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { ChoiceField, LogPageDto, LogQuery } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import type { FastifyReply } from 'fastify';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';
import { LogDownload } from './log-download.js';

const ofRun = of('run');

/** How a log is downloaded. */
const downloadFormats = ['text', 'gz'] as const;

export class LogDownloadQuery {
  @ChoiceField(downloadFormats, {
    optional: true,
    description: 'Plain text, or that packed by gzip. Default: text.',
  })
  format?: (typeof downloadFormats)[number];
}

/** The stored log of a run. */
@ApiTags('runs')
@Controller('runs/:id/logs')
export class RunLogsController {
  constructor(
    private readonly client: ServiceClient,
    private readonly downloads: LogDownload,
  ) {}

  @Get()
  @RequirePermission('run:read', ofRun)
  @Endpoint({
    id: 'listLogLines',
    summary: 'Read and search the log of a run',
    description:
      'In pages, by where a line stands (`after`), and only those lines that match `search`, `stream`, `from` and `to`. Lines of an ' +
      'attempt are numbered without holes: what is missing is told in `gaps`.',
    answer: LogPageDto,
    problems: [401, 403, 404, 422, 503],
  })
  read(@Param('id', IdPipe) id: string, @Query() query: LogQuery): Promise<LogPageDto> {
    return this.client.call('run.logs', { id, query });
  }

  @Get('download')
  @RequirePermission('run:read', ofRun)
  @ApiProduces('text/plain', 'application/gzip')
  @Endpoint({
    id: 'downloadLog',
    summary: 'Download the log of a run',
    description:
      'Each line as `<time> <stream> <text>`. What broke off before its end was cut: the connection then ends without the last chunk.',
    problems: [401, 403, 404, 422, 503],
  })
  async download(
    @Param('id', IdPipe) id: string,
    @Query() { format = 'text' }: LogDownloadQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const text = Readable.from(await this.downloads.open(id));
    const isPacked = format === 'gz';
    void reply.header('content-type', isPacked ? 'application/gzip' : 'text/plain; charset=utf-8');
    void reply.header('content-disposition', `attachment; filename="${id}.log${isPacked ? '.gz' : ''}"`);
    // What ends one of them ends the other: the generator stops reading when nobody wants more.
    await reply.send(isPacked ? pipeline(text, createGzip(), () => undefined) : text);
  }
}
