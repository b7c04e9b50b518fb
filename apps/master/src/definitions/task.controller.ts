import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { CreateTaskDto, accept, ReplaceTaskDto, type CallReply, type CallRequest } from '@orrery/contracts';
import { TaskService } from './task.service.js';

/** Answers `task.*`. */
@Controller()
export class TaskController {
  constructor(private readonly tasks: TaskService) {}

  @MessagePattern('task.create')
  create(@Payload() { body, actor }: CallRequest<'task.create'>): Promise<CallReply<'task.create'>> {
    return this.tasks.create(accept(CreateTaskDto, body), actor);
  }

  @MessagePattern('task.validate')
  validate(@Payload() { body }: CallRequest<'task.validate'>): Promise<CallReply<'task.validate'>> {
    return this.tasks.validate(accept(CreateTaskDto, body));
  }

  @MessagePattern('task.get')
  get(@Payload() { id }: CallRequest<'task.get'>): Promise<CallReply<'task.get'>> {
    return this.tasks.get(id);
  }

  @MessagePattern('task.list')
  list(@Payload() { query, projects }: CallRequest<'task.list'>): Promise<CallReply<'task.list'>> {
    return this.tasks.list(query, projects);
  }

  @MessagePattern('task.replace')
  replace(@Payload() request: CallRequest<'task.replace'>): Promise<CallReply<'task.replace'>> {
    return this.tasks.replace(
      request.id,
      accept(ReplaceTaskDto, request.body),
      request.ifVersion,
      request.actor,
    );
  }

  @MessagePattern('task.pause')
  pause(@Payload() { id }: CallRequest<'task.pause'>): Promise<CallReply<'task.pause'>> {
    return this.tasks.setState(id, 'paused');
  }

  @MessagePattern('task.resume')
  resume(@Payload() { id }: CallRequest<'task.resume'>): Promise<CallReply<'task.resume'>> {
    return this.tasks.setState(id, 'active');
  }

  @MessagePattern('task.delete')
  async delete(
    @Payload() { id, force, ifVersion, actor }: CallRequest<'task.delete'>,
  ): Promise<CallReply<'task.delete'>> {
    await this.tasks.delete(id, force, ifVersion, actor);
    return { deleted: true };
  }

  @MessagePattern('task.versions')
  versions(@Payload() { id, query }: CallRequest<'task.versions'>): Promise<CallReply<'task.versions'>> {
    return this.tasks.versions(id, query);
  }
}
