import { TextField } from '@orrery/contracts';

export class CancelWorkflowRunDto {
  @TextField({ optional: true, min: 0, max: 500, default: '', example: 'started by mistake' })
  reason: string = '';
}

export class ApprovalCommentDto {
  @TextField({ optional: true, max: 2_000, example: 'numbers checked' })
  comment?: string;
}
