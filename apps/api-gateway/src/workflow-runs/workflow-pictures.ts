import { Injectable } from '@nestjs/common';
import { mostTimelineRows, type TimelineRowDto, type WorkflowTimelineDto } from '@orrery/contracts';
import { Clock, InvalidError } from '@orrery/domain';
import { ServiceClient } from '@orrery/messaging';
import { drawGraph } from '../drawing/graph/draw-graph.js';
import { drawTimeline } from '../drawing/timeline/draw-timeline.js';
import { graphPicture } from './graph-picture.js';
import { timelinePicture } from './timeline-picture.js';

/** More rows than these are read by pages; no picture shows so many. */
const MOST_PAGES = 10;

/** Draws workflow runs as they are now. */
@Injectable()
export class WorkflowPictures {
  constructor(
    private readonly client: ServiceClient,
    private readonly clock: Clock,
  ) {}

  async graph(id: string): Promise<string> {
    return drawGraph(graphPicture(await this.client.call('workflowRun.graph', { id })));
  }

  async timeline(id: string): Promise<string> {
    return drawTimeline(timelinePicture(await this.wholeTimeline(id), this.clock.now()));
  }

  private async wholeTimeline(id: string): Promise<WorkflowTimelineDto> {
    const items: TimelineRowDto[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const timeline = await this.client.call('workflowRun.timeline', { id, query: { cursor } });
      items.push(...timeline.items);
      if (timeline.nextCursor === null) return { ...timeline, items };
      cursor = timeline.nextCursor;
    }
    throw new InvalidError(
      `The timeline has more than ${MOST_PAGES * mostTimelineRows} attempts and cannot be drawn: read it by pages.`,
    );
  }
}
