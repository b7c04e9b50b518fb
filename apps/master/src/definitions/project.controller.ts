import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  CreateProjectDto,
  ReplaceProjectDto,
  accept,
  type CallReply,
  type CallRequest,
} from '@orrery/contracts';
import { ProjectService } from './project.service.js';

/** Answers `project.*`. */
@Controller()
export class ProjectController {
  constructor(private readonly projects: ProjectService) {}

  @MessagePattern('project.create')
  create(@Payload() { body }: CallRequest<'project.create'>): Promise<CallReply<'project.create'>> {
    return this.projects.create(accept(CreateProjectDto, body));
  }

  @MessagePattern('project.replace')
  replace(@Payload() { name, body }: CallRequest<'project.replace'>): Promise<CallReply<'project.replace'>> {
    return this.projects.replace(name, accept(ReplaceProjectDto, body));
  }

  @MessagePattern('project.list')
  list(@Payload() { query, projects }: CallRequest<'project.list'>): Promise<CallReply<'project.list'>> {
    return this.projects.list(query, projects);
  }

  @MessagePattern('project.get')
  get(@Payload() { name }: CallRequest<'project.get'>): Promise<CallReply<'project.get'>> {
    return this.projects.get(name);
  }

  @MessagePattern('project.pause')
  pause(@Payload() { name }: CallRequest<'project.pause'>): Promise<CallReply<'project.pause'>> {
    return this.projects.setState(name, 'paused');
  }

  @MessagePattern('project.resume')
  resume(@Payload() { name }: CallRequest<'project.resume'>): Promise<CallReply<'project.resume'>> {
    return this.projects.setState(name, 'active');
  }
}
