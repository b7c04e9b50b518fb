import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { CreateProjectDto, accept, type CallReply, type CallRequest } from '@orrery/contracts';
import { ProjectService } from './project.service.js';

/** Answers `project.*`. */
@Controller()
export class ProjectController {
  constructor(private readonly projects: ProjectService) {}

  @MessagePattern('project.create')
  create(@Payload() { body }: CallRequest<'project.create'>): Promise<CallReply<'project.create'>> {
    return this.projects.create(accept(CreateProjectDto, body));
  }

  @MessagePattern('project.list')
  list(@Payload() { query, projects }: CallRequest<'project.list'>): Promise<CallReply<'project.list'>> {
    return this.projects.list(query, projects);
  }

  @MessagePattern('project.get')
  get(@Payload() { name }: CallRequest<'project.get'>): Promise<CallReply<'project.get'>> {
    return this.projects.get(name);
  }
}
