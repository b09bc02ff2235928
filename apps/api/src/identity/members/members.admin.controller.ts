import { Body, Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AdminRoute, Scope } from '../../platform/access/access.decorators.ts';
import type { MemberId, TenantScope } from '../../platform/access/tenant-scope.ts';
import { Answers, AnswersNothing } from '../../platform/http/answer.ts';
import { Id, IfMatch } from '../../platform/http/params.ts';
import {
  type ChangeMemberBody,
  changeMemberBody,
  memberView,
  type NewMemberBody,
  newMemberBody,
} from './member.dto.ts';
import { MembersService } from './members.service.ts';

@ApiTags('Members')
@Controller('api/v1/admin/members')
export class MembersAdminController {
  constructor(private readonly members: MembersService) {}

  @ApiOperation({ summary: 'List the people of the tenant' })
  @Get()
  @AdminRoute('members:read')
  @Answers(z.array(memberView))
  listMembers(@Scope() scope: TenantScope) {
    return this.members.list(scope);
  }

  @ApiOperation({ summary: 'Add a person' })
  @Post()
  @AdminRoute('members:write')
  @Answers(memberView, { created: true })
  createMember(@Scope() scope: TenantScope, @Body({ schema: newMemberBody }) body: NewMemberBody) {
    return this.members.create(scope, body);
  }

  @ApiOperation({ summary: 'Read one person' })
  @Get(':id')
  @AdminRoute('members:read')
  @Answers(memberView)
  getMember(@Scope() scope: TenantScope, @Id() id: MemberId) {
    return this.members.get(scope, id);
  }

  @ApiOperation({
    summary: 'Change a person',
    description: 'Absent fields stay as they are. A new password or role ends their sessions.',
  })
  @Put(':id')
  @AdminRoute('members:write')
  @Answers(memberView)
  changeMember(
    @Scope() scope: TenantScope,
    @Id() id: MemberId,
    @Body({ schema: changeMemberBody }) body: ChangeMemberBody,
    @IfMatch() version?: number,
  ) {
    return this.members.change(scope, id, body, version);
  }

  @ApiOperation({ summary: 'Remove a person', description: 'They are out at once. The last admin cannot be removed.' })
  @Delete(':id')
  @AdminRoute('members:write')
  @AnswersNothing()
  removeMember(@Scope() scope: TenantScope, @Id() id: MemberId, @IfMatch() version?: number) {
    return this.members.remove(scope, id, version);
  }
}
